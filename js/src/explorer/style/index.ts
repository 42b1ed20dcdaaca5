// The style sheets of the explorer, in the order in which they count.
import controls from "../../workflow/style/controls.css";
import form from "../../workflow/style/form.css";
import header from "../../workflow/style/header.css";
import panels from "../../workflow/style/panels.css";
import panes from "../../workflow/style/panes.css";
import root from "../../workflow/style/root.css";
import { sheets as grid } from "../grid/style";
import frame from "./frame.css";
import lineage from "./lineage.css";
import results from "./results.css";
import side from "./side.css";
import work from "./work.css";

export const sheets = [root, controls, header, panels, form, panes, frame, side, work, results, lineage, ...grid];
