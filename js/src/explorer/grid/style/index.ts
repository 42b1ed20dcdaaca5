// The style sheets of the result pane, in the order in which they count.
import boxes from "./boxes.css";
import cells from "./cells.css";
import chart from "./chart.css";
import grid from "./grid.css";
import head from "./head.css";
import status from "./status.css";
import summary from "./summary.css";

export const sheets = [grid, cells, head, summary, status, boxes, chart];
