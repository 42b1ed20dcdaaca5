// The words of a profile: bounds and values, short.

import { grouped, short } from "../grid/numbers";
import type { Bar } from "./bars";

/** A bound or a value, as short as a label; times without what is zero. */
export function label(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return short(value);
  const text = String(value);
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return short(Number(text));
  return text
    .replace("T", " ")
    .replace(/[ T]00:00:00(\.0+)?/, "")
    .replace(/(\.\d\d)\d+/, "$1");
}

const INTEGER = /^(?:u?(?:tiny|small|medium|big|huge)?int(?:eger|\d+)?|u?int\d*|(?:small|big)?serial\d?)\b/i;

/** Whether a column of this type holds whole numbers: the upper bound of each of its bars is in the next one. */
export function isWhole(type: string): boolean {
  return INTEGER.test(type);
}

/** What a bar holds. */
export function barWords(bar: Bar, left: Bar | null, whole = false): string {
  const { low, count } = bar.bin;
  const high = whole && typeof bar.bin.high === "number" ? bar.bin.high - 1 : bar.bin.high;
  const range = label(low) === label(high) ? label(low) : `${label(low)} – ${label(high)}`;
  return left ? `${range}: ${grouped(left.bin.count)} of ${grouped(count)}` : `${range}: ${grouped(count)}`;
}
