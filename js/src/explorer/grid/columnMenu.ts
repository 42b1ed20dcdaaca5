// The menu of a column, and the one of all columns.
import type { View } from "../../model/types";
import { hidden, moved, shownOf, sortedAs, unhidden } from "./change";
import type { Item } from "./Menu";
import { columnsFrom } from "./selection";
import type { Sheet } from "./sheet";

const WIDER = 1.25;

interface Deeds {
  onView(view: View): void;
  onFilter(): void;
}

export function columnItems(sheet: Sheet, view: View, name: string, { onView, onFilter }: Deeds): Item[] {
  const { all, order, pinned } = sheet.layout;
  const isPinned = pinned.includes(name);
  const at = order.indexOf(name);
  const sort = view.orders.find((one) => one.column === name);
  const move = (before: string | null) => () => onView(moved(view, all, name, before));
  return [
    { label: "Sort ascending", checked: sort?.descending === false, run: () => onView(sortedAs(view, name, false)) },
    { label: "Sort descending", checked: sort?.descending === true, run: () => onView(sortedAs(view, name, true)) },
    { label: "Not sorted", disabled: !sort, run: () => onView(sortedAs(view, name, null)) },
    { label: "Filter…", begins: true, run: onFilter },
    { label: isPinned ? "Unpin" : "Pin left", begins: true, run: () => sheet.pin(name, !isPinned) },
    { label: "Move left", disabled: at <= pinned.length, run: move(order[at - 1] ?? null) },
    { label: "Move right", disabled: isPinned || at === order.length - 1, run: move(order[at + 2] ?? null) },
    { label: "Hide", disabled: order.length < 2, run: () => onView(hidden(view, all, name)) },
    { label: "Fit to values", begins: true, run: () => sheet.resize(name, null) },
    { label: "Wider", stays: true, run: () => sheet.resize(name, sheet.layout.width(name) * WIDER) },
    { label: "Narrower", stays: true, run: () => sheet.resize(name, sheet.layout.width(name) / WIDER) },
    { label: "Choose the column", begins: true, run: () => sheet.select(columnsFrom(at), false) },
  ];
}

/** Which columns are shown. */
export function allColumnItems(sheet: Sheet, view: View, onView: (view: View) => void): Item[] {
  const { all } = sheet.layout;
  const shown = new Set(shownOf(view, all));
  const some: Item[] = all.map((name, index) => ({
    label: name,
    checked: shown.has(name),
    stays: true,
    begins: index === 0,
    disabled: shown.size === 1 && shown.has(name),
    run: () => onView(shown.has(name) ? hidden(view, all, name) : unhidden(view, all, name)),
  }));
  return [
    { label: "Show all, as they were", disabled: view.columns === null, run: () => onView({ ...view, columns: null }) },
    ...some,
  ];
}
