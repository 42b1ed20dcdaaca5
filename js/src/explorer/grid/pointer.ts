// The mouse in the grid: a press puts the cell, a drag reaches, Shift reaches too, Ctrl adds; row numbers take rows.
import { added, type Cell, put, reached, rowsFrom } from "./selection";
import type { Sheet } from "./sheet";

const EDGE_MS = 60;

/** Listens on the element that holds the table; what it returns takes that back. */
export function point(host: HTMLElement, sheet: Sheet): () => void {
  let dragging = false;
  let at: { x: number; y: number } | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  const down = (event: PointerEvent) => {
    const cell = sheet.screen.cellOf(event.target);
    if (!cell || (event.button !== 0 && sheet.selection.areas.length)) return;
    sheet.screen.focus();
    event.preventDefault();
    dragging = event.button === 0;
    begin(sheet, cell, event.shiftKey, event.ctrlKey || event.metaKey);
    if (dragging) timer = setInterval(drift, EDGE_MS);
  };
  const move = (event: PointerEvent) => {
    if (!dragging) return;
    at = { x: event.clientX, y: event.clientY };
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const cell = sheet.screen.cellOf(under);
    if (cell) sheet.select(reached(sheet.selection, { ...cell, column: Math.max(0, cell.column) }), false);
  };
  /** Beyond the upper or the lower edge, rows come into sight. */
  const drift = () => {
    if (!at) return;
    const box = host.getBoundingClientRect();
    if (at.y > box.bottom - 4) sheet.step("down", true);
    else if (at.y < box.top + 4) sheet.step("up", true);
  };
  const up = () => {
    dragging = false;
    at = null;
    clearInterval(timer);
  };
  const twice = (event: MouseEvent) => openAt(sheet, event.target);

  host.addEventListener("pointerdown", down);
  host.addEventListener("dblclick", twice);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", up);
  return () => {
    up();
    host.removeEventListener("pointerdown", down);
    host.removeEventListener("dblclick", twice);
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", up);
  };
}

function openAt(sheet: Sheet, target: EventTarget | null): void {
  const cell = sheet.screen.cellOf(target);
  if (cell && cell.column >= 0) sheet.open(cell);
}

function begin(sheet: Sheet, cell: Cell, extend: boolean, add: boolean): void {
  const { selection } = sheet;
  if (extend && selection.areas.length) sheet.select(reached(selection, { ...cell, column: Math.max(0, cell.column) }));
  else if (cell.column < 0) {
    const row = { row: cell.row, column: 0 };
    sheet.select(add ? added(selection, row, "rows") : rowsFrom(cell.row), false);
  } else sheet.select(add ? added(selection, cell) : put(cell));
}
