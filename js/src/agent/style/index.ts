// The style sheets of an answer, in the order in which they count.
import chart from "../../explorer/grid/style/chart.css";
import controls from "../../workflow/style/controls.css";
import form from "../../workflow/style/form.css";
import panels from "../../workflow/style/panels.css";
import root from "../../workflow/style/root.css";
import answer from "./answer.css";

export const sheets = [root, controls, panels, form, chart, answer];
