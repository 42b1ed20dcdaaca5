// What clicks make of a view: sorted, filtered, hidden, moved. Pure, so that every change can be undone and be code.
import type { Filter, Order, View } from "../../model/types";

export type Condition = Omit<Filter, "column">;

const RANGE = new Set(["<", "<=", ">", ">=", "between"]);

/** One click sorts up, the next down, the third takes the order away; `more` keeps the other columns' orders. */
export function sorted(view: View, column: string, more: boolean): View {
  const old = view.orders.find((order) => order.column === column);
  const next: Order | null = !old
    ? { column, descending: false }
    : old.descending
      ? null
      : { column, descending: true };
  if (!more) return { ...view, orders: next ? [next] : [] };
  if (old) return { ...view, orders: view.orders.flatMap((one) => (one === old ? (next ? [next] : []) : [one])) };
  return { ...view, orders: [...view.orders, { column, descending: false }] };
}

export function sortedAs(view: View, column: string, descending: boolean | null): View {
  const others = view.orders.filter((order) => order.column !== column);
  return { ...view, orders: descending === null ? others : [{ column, descending }] };
}

/** The conditions on a column are these from now on. */
export function filtered(view: View, column: string, conditions: Condition[]): View {
  const others = view.filters.filter((filter) => filter.column !== column);
  return { ...view, filters: [...others, ...conditions.map((one) => ({ column, ...one }))] };
}

export function unfiltered(view: View): View {
  return { ...view, filters: [] };
}

export function conditionsOf(view: View, column: string): Filter[] {
  return view.filters.filter((filter) => filter.column === column);
}

/** A value of a list is chosen, or no longer; what else was asked of the column no longer holds. */
export function toggled(view: View, column: string, value: unknown): View {
  if (value === null || value === undefined) {
    const is = conditionsOf(view, column).some((one) => one.operator === "is_null");
    return filtered(view, column, is ? [] : [{ operator: "is_null", values: [] }]);
  }
  const chosen = chosenOf(view, column);
  const rest = chosen.filter((one) => one !== value);
  const now = rest.length < chosen.length ? rest : [...chosen, value];
  return filtered(view, column, now.length ? [{ operator: "in", values: now }] : []);
}

/** The values that a column is held to. */
export function chosenOf(view: View, column: string): unknown[] {
  return conditionsOf(view, column).flatMap((one) => {
    if (one.operator === "in") return one.values ?? [];
    return (one.operator ?? "=") === "=" ? (one.values ?? []) : [];
  });
}

/** From `low` to `high`; the upper bound belongs to it only where it is the end of all. */
export function between(low: unknown, high: unknown, closed: boolean): Condition[] {
  if (low === null) return [{ operator: closed ? "<=" : "<", values: [high] }];
  if (high === null) return [{ operator: ">=", values: [low] }];
  if (closed) return [{ operator: "between", values: [low, high] }];
  return [
    { operator: ">=", values: [low] },
    { operator: "<", values: [high] },
  ];
}

/** The bounds that a column's conditions make; null for none. */
export function boundsOf(view: View, column: string): { low: unknown; high: unknown } | null {
  const ranges = conditionsOf(view, column).filter((one) => RANGE.has(one.operator ?? "="));
  if (!ranges.length) return null;
  let low: unknown = null;
  let high: unknown = null;
  for (const { operator, values = [] } of ranges) {
    if (operator === "between") [low, high] = values;
    else if (operator?.startsWith(">")) low = values[0];
    else high = values[0];
  }
  return { low, high };
}

/** What a view shows of all columns, in order. */
export function shownOf(view: View, all: string[]): string[] {
  return view.columns ?? all;
}

export function hidden(view: View, all: string[], column: string): View {
  const left = shownOf(view, all).filter((name) => name !== column);
  return left.length ? arranged(view, all, left) : view;
}

/** A column that was hidden comes back where it stands among all. */
export function unhidden(view: View, all: string[], column: string): View {
  const shown = shownOf(view, all);
  if (shown.includes(column)) return view;
  const before = new Set(all.slice(0, all.indexOf(column)));
  const after = shown.reduce((at, name, index) => (before.has(name) ? index + 1 : at), 0);
  return arranged(view, all, [...shown.slice(0, after), column, ...shown.slice(after)]);
}

/** A column goes to before another one; null: to the end. */
export function moved(view: View, all: string[], column: string, before: string | null): View {
  if (column === before) return view;
  const left = shownOf(view, all).filter((name) => name !== column);
  const at = before === null ? left.length : left.indexOf(before);
  return arranged(view, all, [...left.slice(0, at), column, ...left.slice(at)]);
}

/** All columns in their own order are no choice at all. */
function arranged(view: View, all: string[], columns: string[]): View {
  const same = columns.length === all.length && columns.every((name, index) => name === all[index]);
  return { ...view, columns: same ? null : columns };
}

const WORDS: Record<string, string> = {
  "!=": "≠",
  "<=": "≤",
  ">=": "≥",
  contains: "contains",
  starts_with: "starts with",
  ends_with: "ends with",
};

function said(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}

/** A column's conditions in few words, without its name. */
export function words(conditions: Filter[]): string {
  return conditions
    .map(({ operator = "=", values = [] }) => {
      if (operator === "is_null") return "is null";
      if (operator === "is_not_null") return "is not null";
      if (operator === "between") return `${said(values[0])} to ${said(values[1])}`;
      if (operator !== "in") return `${WORDS[operator] ?? operator} ${said(values[0])}`;
      const more = values.length > 3 ? ` and ${values.length - 3} more` : "";
      return `is ${values.slice(0, 3).map(said).join(", ")}${more}`;
    })
    .join(", ");
}
