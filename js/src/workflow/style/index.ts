// The style sheets of the view, in the order in which they count.

import canvas from "./canvas.css";
import card from "./card.css";
import changes from "./changes.css";
import controls from "./controls.css";
import edit from "./edit.css";
import form from "./form.css";
import header from "./header.css";
import marks from "./marks.css";
import panels from "./panels.css";
import panes from "./panes.css";
import root from "./root.css";

export const sheets = [root, controls, card, canvas, marks, header, panels, form, panes, edit, changes];
