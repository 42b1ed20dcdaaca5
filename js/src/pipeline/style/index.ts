// The style sheets of a goal, in the order in which they count.
import card from "../../workflow/style/card.css";
import controls from "../../workflow/style/controls.css";
import form from "../../workflow/style/form.css";
import header from "../../workflow/style/header.css";
import panels from "../../workflow/style/panels.css";
import panes from "../../workflow/style/panes.css";
import root from "../../workflow/style/root.css";
import pipeline from "./pipeline.css";

export const sheets = [root, controls, card, header, panels, form, panes, pipeline];
