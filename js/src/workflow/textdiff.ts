// What differs in a block: field by field, and line by line within a field.
import type { BlockChange } from "../model/types";
import { pretty } from "./format";

export interface Line {
  sign: "+" | "-" | " ";
  text: string;
}

export interface FieldDiff {
  name: string;
  lines: Line[];
}

type Config = Record<string, unknown> | null;

/** Above this many lines on one side, everything is told as taken out and put in. */
const MOST_LINES = 400;

/** What differs in a block: the fields of its config, and what it has beside them. */
export function blockDiffs({ change, before, after }: BlockChange): FieldDiff[] {
  const beside = change === "modified"; // name and type of others are told already
  return fieldDiffs(fields(before, beside), fields(after, beside));
}

function fields(side: Config, beside: boolean): Config {
  if (!side) return null;
  const { config, name, type, ...options } = side;
  const named = beside ? { name, type } : {};
  return { ...named, ...options, ...(config as Record<string, unknown>) };
}

/** The fields that differ, each with its lines. */
export function fieldDiffs(before: Config, after: Config): FieldDiff[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => {
    const [old, now] = [text(before, name), text(after, name)];
    return old === now ? [] : [{ name, lines: lineDiff(old, now) }];
  });
}

function text(config: Config, name: string): string | null {
  return config && name in config ? pretty(config[name]) : null;
}

export function lineDiff(before: string | null, after: string | null): Line[] {
  const [old, now] = [split(before), split(after)];
  let same = 0;
  while (same < old.length && same < now.length && old[same] === now[same]) same += 1;
  let end = 0;
  while (end < old.length - same && end < now.length - same && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const middle = changed(old.slice(same, old.length - end), now.slice(same, now.length - end));
  return [...kept(old.slice(0, same)), ...middle, ...kept(old.slice(old.length - end))];
}

function split(value: string | null): string[] {
  return value === null ? [] : value.split("\n");
}

const kept = (lines: string[]): Line[] => lines.map((line) => ({ sign: " ", text: line }));

/** By the longest common subsequence of lines. */
function changed(old: string[], now: string[]): Line[] {
  const out: Line[] = [];
  const common = old.length <= MOST_LINES && now.length <= MOST_LINES ? lengths(old, now) : null;
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (common && i < old.length && old[i] === now[j]) {
      out.push({ sign: " ", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (
      i < old.length &&
      (!common || j >= now.length || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))
    ) {
      out.push({ sign: "-", text: old[i] ?? "" });
      i += 1;
    } else {
      out.push({ sign: "+", text: now[j] ?? "" });
      j += 1;
    }
  }
  return out;
}

function lengths(old: string[], now: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row, below] = [table[i] ?? [], table[i + 1] ?? []];
    for (let j = now.length - 1; j >= 0; j -= 1) {
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}
