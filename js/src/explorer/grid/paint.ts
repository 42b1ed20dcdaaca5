// What regular-table does not draw: the looks of each cell, its role and place for screen readers (the style sheet lays
// the table out as blocks, which takes the roles away that it would have by itself), the headers of pinned columns.
import type { Order } from "../../model/types";
import type { Kind } from "./cell";
import { type Cell, cursor, holds, type Selection, type Size } from "./selection";

/** The part of the rows that is on screen, as it was given to the table. */
export interface Slab {
  /** Absolute number of the first row. */
  row: number;
  /** Place of the first column that is not pinned, among those. */
  x: number;
  /** Whether a row's values have come. */
  here(row: number): boolean;
  /** The text of a cell; null for null. */
  text(row: number, name: string): string | null;
}

export interface Painting {
  order: string[];
  pinned: number;
  kinds: Map<string, Kind>;
  orders: Order[];
  size: Size;
  selection: Selection;
  header(name: string): HTMLElement;
  corner: HTMLElement;
  /** The id that the cell of the keyboard has. */
  active: string;
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function paint(table: HTMLTableElement, slab: Slab, painting: Painting): void {
  set(table, "role", "grid");
  set(table, "aria-label", "Rows");
  for (const part of [table.tHead, table.tBodies[0]]) if (part) set(part, "role", "rowgroup");
  set(table, "aria-multiselectable", "true");
  set(table, "aria-rowcount", String(painting.size.rows + 1));
  set(table, "aria-colcount", String(painting.order.length + 1));
  paintHead(table, slab, painting);
  const at = cursor(painting.selection);
  Array.from(table.tBodies[0]?.rows ?? []).forEach((line, index) => {
    const row = slab.row + index;
    line.hidden = row >= painting.size.rows; // the table keeps a line more than there are rows left
    if (!line.hidden) paintRow(line, row, slab, painting, at);
  });
}

function paintHead(table: HTMLTableElement, slab: Slab, painting: Painting): void {
  const head = table.tHead?.rows[0];
  if (!head) return;
  set(head, "role", "row");
  set(head, "aria-rowindex", "1");
  Array.from(head.cells).forEach((cell, index) => {
    const place = placeOf(index, slab, painting);
    set(cell, "aria-colindex", String(place + 2));
    set(cell, "role", "columnheader");
    if (index <= painting.pinned)
      hang(cell, place < 0 ? painting.corner : painting.header(painting.order[place] ?? ""));
    const name = painting.order[place];
    const order = painting.orders.find((one) => one.column === name);
    set(cell, "aria-sort", order ? (order.descending ? "descending" : "ascending") : "none");
    set(cell, "data-k", index < painting.pinned + 1 ? (index === painting.pinned ? "pinned edge" : "pinned") : "");
  });
}

/** Between the two spans that the table keeps in a corner, so that it leaves the header where it is. */
function hang(cell: HTMLElement, header: HTMLElement): void {
  if (header.parentElement === cell && cell.children.length === 3) return;
  for (const child of [...cell.children].slice(1, -1)) if (child !== header) child.remove();
  cell.insertBefore(header, cell.lastElementChild);
}

/** Which column a cell of a line belongs to, counted without the row numbers: -1 for those. */
function placeOf(index: number, slab: Slab, painting: Painting): number {
  return index <= painting.pinned ? index - 1 : index - 1 + slab.x;
}

function paintRow(line: HTMLTableRowElement, row: number, slab: Slab, painting: Painting, at: Cell | null): void {
  set(line, "role", "row");
  set(line, "aria-rowindex", String(row + 2));
  const here = slab.here(row);
  const { cells } = line;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index] as HTMLTableCellElement;
    const column = placeOf(index, slab, painting);
    const active = at !== null && at.row === row && at.column === column;
    if (active) cell.id = painting.active;
    else if (cell.id) cell.removeAttribute("id");
    if (index > painting.pinned || index === 0) set(cell, "aria-colindex", String(column + 2));
    set(cell, "role", index === 0 ? "rowheader" : "gridcell");
    set(cell, "data-k", looks(row, column, index, here, slab, painting, active));
  }
}

function looks(
  row: number,
  column: number,
  index: number,
  here: boolean,
  slab: Slab,
  painting: Painting,
  active: boolean,
): string {
  const chosen = painting.selection.areas.length > 0;
  if (column < 0) {
    const marked = chosen && painting.selection.areas.some((area) => rowIn(row, area.from.row, area.to.row));
    return `rowno${marked ? " marked" : ""}${painting.pinned ? "" : " edge"}`;
  }
  const name = painting.order[column] ?? "";
  const words: string[] = [here ? (painting.kinds.get(name) ?? "other") : "waiting"];
  if (here && slab.text(row, name) === null) words.push("null");
  if (index <= painting.pinned) words.push(index === painting.pinned ? "pinned edge" : "pinned");
  if (chosen && holds(painting.selection, { row, column }, painting.size)) words.push("chosen");
  if (active) words.push("active");
  return words.join(" ");
}

function rowIn(row: number, a: number, b: number): boolean {
  return row >= Math.min(a, b) && row <= Math.max(a, b);
}
