// Blocks that were chosen together, put in a line or at equal distances; cards never come to lie on one another.
import type { Places } from "../layout";

export interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Arrangement = "left" | "top" | "across" | "down";

/** Pixels between two cards that would lie on one another else. */
const GAP = 24;

/** `left`, `top`: in a line; `across`, `down`: at equal distances between the first and the last. */
export function arranged(boxes: readonly Box[], how: Arrangement): Places {
  const across = how === "across" || how === "top";
  const sorted = boxes.map((box) => turned(box, across)).sort((a, b) => a.at - b.at || a.beside - b.beside);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last || sorted.length < 2) return {};
  const distribute = how === "across" || how === "down";
  const free = last.at - first.at - sorted.slice(0, -1).reduce((sum, one) => sum + one.long, 0);
  const gap = Math.max(GAP, free / (sorted.length - 1));
  const line = Math.min(...sorted.map((one) => one.beside));
  const places: Places = {};
  let next = first.at;
  for (const one of sorted) {
    const at = distribute ? next : Math.max(one.at, next);
    const beside = distribute ? one.beside : line;
    places[one.id] = across ? { x: at, y: beside } : { x: beside, y: at };
    next = at + one.long + (distribute ? gap : GAP);
  }
  return places;
}

/** A box as the line sees it: where along it, how far beside, how long. */
function turned({ id, x, y, width, height }: Box, across: boolean) {
  return across ? { id, at: x, beside: y, long: width } : { id, at: y, beside: x, long: height };
}
