// Which cells are chosen: rectangles in rows and columns, the last one with the cell that moves. Pure.

export interface Cell {
  row: number;
  column: number;
}

/** Bounds included; `rows` and `columns`: it reaches to all of them, how many there may be. */
export interface Area {
  from: Cell;
  to: Cell;
  whole: "rows" | "columns" | null;
}

export interface Selection {
  areas: readonly Area[];
}

export interface Size {
  rows: number;
  columns: number;
}

export type Step = "up" | "down" | "left" | "right" | "pageUp" | "pageDown" | "home" | "end" | "top" | "bottom";

export const NONE: Selection = { areas: [] };

const cell = (row: number, column: number): Cell => ({ row, column });

/** The cell that the keyboard moves. */
export function cursor(selection: Selection): Cell | null {
  return selection.areas.at(-1)?.to ?? null;
}

export function put(at: Cell): Selection {
  return { areas: [{ from: at, to: at, whole: null }] };
}

/** One more area beside those that are chosen (Ctrl). */
export function added(selection: Selection, at: Cell, whole: Area["whole"] = null): Selection {
  return { areas: [...selection.areas, { from: at, to: at, whole }] };
}

/** The last area reaches to here (Shift, or a drag). */
export function reached(selection: Selection, at: Cell): Selection {
  const last = selection.areas.at(-1);
  if (!last) return put(at);
  return { areas: [...selection.areas.slice(0, -1), { ...last, to: at }] };
}

export const rowsFrom = (row: number): Selection => ({
  areas: [{ from: cell(row, 0), to: cell(row, 0), whole: "rows" }],
});

export const columnsFrom = (column: number): Selection => ({
  areas: [{ from: cell(0, column), to: cell(0, column), whole: "columns" }],
});

export function all({ rows, columns }: Size): Selection {
  if (!rows || !columns) return NONE;
  return { areas: [{ from: cell(0, 0), to: cell(0, columns - 1), whole: "columns" }] };
}

/** An area as far as there are cells. */
export function bounds(area: Area, size: Size): { top: number; bottom: number; left: number; right: number } {
  const [top, bottom] = [area.from.row, area.to.row].sort((a, b) => a - b) as [number, number];
  const [left, right] = [area.from.column, area.to.column].sort((a, b) => a - b) as [number, number];
  return {
    top: area.whole === "columns" ? 0 : top,
    bottom: Math.min(area.whole === "columns" ? size.rows - 1 : bottom, size.rows - 1),
    left: area.whole === "rows" ? 0 : left,
    right: Math.min(area.whole === "rows" ? size.columns - 1 : right, size.columns - 1),
  };
}

export function holds(selection: Selection, at: Cell, size: Size): boolean {
  return selection.areas.some((area) => {
    const { top, bottom, left, right } = bounds(area, size);
    return at.row >= top && at.row <= bottom && at.column >= left && at.column <= right;
  });
}

/** Where a key leads. `page`: rows of a screen. */
export function stepped(at: Cell | null, step: Step, size: Size, page: number): Cell {
  const { row, column } = at ?? cell(-1, 0);
  const to: Record<Step, Cell> = {
    up: cell(row - 1, column),
    down: cell(row + 1, column),
    left: cell(row, column - 1),
    right: cell(row, column + 1),
    pageUp: cell(row - page, column),
    pageDown: cell(row + page, column),
    home: cell(row, 0),
    end: cell(row, size.columns - 1),
    top: cell(0, 0),
    bottom: cell(size.rows - 1, size.columns - 1),
  };
  const wanted = to[step];
  return cell(clamp(wanted.row, size.rows), clamp(wanted.column, size.columns));
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}

/** The rows and the columns that hold something chosen; they need not be neighbours. */
export function chosen(selection: Selection, size: Size): { columns: number[]; ranges: [number, number][] } {
  const all = selection.areas.map((area) => bounds(area, size));
  const columns = new Set<number>();
  for (const { left, right } of all) for (let at = left; at <= right; at += 1) columns.add(at);
  const ranges: [number, number][] = [];
  for (const { top, bottom } of [...all].sort((a, b) => a.top - b.top)) {
    const last = ranges.at(-1);
    if (last && top <= last[1] + 1) last[1] = Math.max(last[1], bottom);
    else ranges.push([top, bottom]);
  }
  return { columns: [...columns].sort((a, b) => a - b), ranges };
}
