// From what is typed into a filter's form to conditions, and back.
import type { Filter } from "../../model/types";
import type { Kind } from "./cell";
import type { Condition } from "./change";

export type Operator = NonNullable<Filter["operator"]>;

export interface Draft {
  /** any, no nulls, only nulls. */
  nulls: "any" | "without" | "only";
  low: string;
  high: string;
  operator: Operator;
  text: string;
  chosen: unknown[];
}

export const TEXT_OPERATORS: [Operator, string][] = [
  ["contains", "contains"],
  ["starts_with", "starts with"],
  ["ends_with", "ends with"],
  ["=", "is"],
  ["!=", "is not"],
];

const WRITTEN: Set<string> = new Set(TEXT_OPERATORS.map(([operator]) => operator));

export const EMPTY: Draft = { nulls: "any", low: "", high: "", operator: "contains", text: "", chosen: [] };

export function ranged(kind: Kind): boolean {
  return kind === "number" || kind === "time";
}

/** What a value is sent as: a number where JSON keeps all its digits, else its text, which the database reads. */
export function sentValue(text: string, kind: Kind): unknown {
  const trimmed = text.trim();
  if (kind === "boolean") return trimmed === "true";
  if (kind !== "number") return kind === "time" ? trimmed : text;
  const number = Number(trimmed);
  const same = Number.isFinite(number) && String(number) === trimmed.replace(/^\+/, "");
  return same ? number : trimmed;
}

/** Why what was typed is no bound; null where it is one. */
export function complaint(text: string, kind: Kind): string | null {
  const trimmed = text.trim();
  if (!trimmed || !ranged(kind)) return null;
  if (kind === "number") return Number.isNaN(Number(trimmed)) ? `“${trimmed}” is not a number` : null;
  return /^-?\d{4,6}(-\d\d?(-\d\d?)?)?([ T]\d\d?(:\d\d){0,2}.*)?$|^\d\d?:\d\d/.test(trimmed)
    ? null
    : `write it like 2026-11-30 or 2026-11-30 18:00`;
}

export function conditions(draft: Draft, kind: Kind): Condition[] {
  if (draft.nulls === "only") return [{ operator: "is_null", values: [] }];
  const made: Condition[] = [];
  if (ranged(kind)) made.push(...range(draft, kind));
  else if (draft.text !== "") made.push({ operator: draft.operator, values: [sentValue(draft.text, kind)] });
  if (draft.chosen.length) made.push({ operator: "in", values: draft.chosen });
  if (draft.nulls === "without") made.push({ operator: "is_not_null", values: [] });
  return made;
}

function range({ low, high }: Draft, kind: Kind): Condition[] {
  const from = low.trim() ? [sentValue(low, kind)] : [];
  const to = high.trim() ? [sentValue(high, kind)] : [];
  if (from.length && to.length) return [{ operator: "between", values: [...from, ...to] }];
  if (from.length) return [{ operator: ">=", values: from }];
  return to.length ? [{ operator: "<=", values: to }] : [];
}

export function draftOf(filters: Filter[], kind: Kind): Draft {
  const draft = { ...EMPTY };
  for (const { operator = "=", values = [] } of filters) {
    const first = values[0] === undefined ? "" : String(values[0]);
    if (operator === "is_null") draft.nulls = "only";
    else if (operator === "is_not_null") draft.nulls = "without";
    else if (operator === "in") draft.chosen = [...draft.chosen, ...values];
    else if (operator === "between") [draft.low, draft.high] = values.map(String) as [string, string];
    else if (operator.startsWith(">")) draft.low = first;
    else if (operator.startsWith("<")) draft.high = first;
    else if (ranged(kind) && operator === "=") draft.low = draft.high = first;
    else if (WRITTEN.has(operator)) Object.assign(draft, { operator, text: first });
  }
  return draft;
}
