// How wide columns are: as their name, type and first values ask for, until somebody drags them.

export const NARROWEST = 56;
const WIDEST = 340;
const LETTER = 7.8;
const NAME_LETTER = 7.4;
const ASIDE = 22;
/** The name's row also holds the sort mark. */
const NAME_ASIDE = 34;
/** A profile wants this much. */
const PROFILED = 128;

export function fitting(name: string, texts: (string | null)[], profiled: boolean): number {
  const longest = texts.reduce((most, text) => Math.max(most, text === null ? 4 : text.length), 0);
  const wanted = Math.max(longest * LETTER + ASIDE, name.length * NAME_LETTER + NAME_ASIDE, profiled ? PROFILED : 0);
  return Math.round(Math.max(NARROWEST, Math.min(WIDEST, wanted)));
}

/** The row numbers' column. */
export function numbersWidth(rows: number): number {
  return Math.round(Math.max(44, rows.toLocaleString("en-US").length * 6.7 + 20));
}

/** From a first column on, how many fit into a width; at least one. */
export function countIn(widths: number[], first: number, room: number): number {
  let used = 0;
  let count = 0;
  while (first + count < widths.length && used + (widths[first + count] ?? 0) <= room) {
    used += widths[first + count] ?? 0;
    count += 1;
  }
  return Math.max(1, count);
}

/** The first column so that the last one, and as many before it as there is room for, are in sight. */
export function firstFor(widths: number[], last: number, room: number): number {
  let first = last;
  let used = widths[last] ?? 0;
  while (first > 0 && used + (widths[first - 1] ?? 0) <= room) {
    first -= 1;
    used += widths[first] ?? 0;
  }
  return first;
}
