// The style sheets of an answer and of the builder, in the order in which they count.
import chart from "../../explorer/grid/style/chart.css";
import controls from "../../workflow/style/controls.css";
import form from "../../workflow/style/form.css";
import panels from "../../workflow/style/panels.css";
import panes from "../../workflow/style/panes.css";
import root from "../../workflow/style/root.css";
import answer from "./answer.css";
import builder from "./builder.css";

export const sheets = [root, controls, panels, form, chart, answer];
export const builderSheets = [root, controls, panels, panes, form, chart, answer, builder];
