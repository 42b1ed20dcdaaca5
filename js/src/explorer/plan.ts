// A query's plan as a list of lines, with the path that costs most.
import type { PlanNode } from "./client";

export interface Line {
  node: PlanNode;
  /** Its place: "0", "0.1", … */
  key: string;
  level: number;
  at: number;
  of: number;
  /** On the path that costs most. */
  heavy: boolean;
  /** Its part of all that was measured or estimated, from 0 to 1. */
  share: number;
}

interface Weighed {
  node: PlanNode;
  own: number;
  /** With all below it. */
  whole: number;
  children: Weighed[];
}

/** By time where any was measured, else by rows. */
function weighed(node: PlanNode, timed: boolean): Weighed {
  const children = node.children.map((child) => weighed(child, timed));
  const own = Math.max(0, (timed ? node.milliseconds : node.rows) ?? 0);
  return { node, own, whole: own + children.reduce((sum, child) => sum + child.whole, 0), children };
}

export function isMeasured(node: PlanNode): boolean {
  return (node.milliseconds ?? 0) > 0 || node.children.some(isMeasured);
}

/** The place that holds that one. */
export function above(key: string): string {
  return key.includes(".") ? key.slice(0, key.lastIndexOf(".")) : key;
}

/** The lines that are seen where those places are closed. */
export function linesOf(root: PlanNode, closed: ReadonlySet<string>): Line[] {
  const tree = weighed(root, isMeasured(root));
  const most = tree.whole;
  const lines: Line[] = [];
  const add = (one: Weighed, key: string, level: number, at: number, of: number, heavy: boolean) => {
    lines.push({ node: one.node, key, level, at, of, heavy: heavy && most > 0, share: most ? one.own / most : 0 });
    if (closed.has(key)) return;
    const heaviest = Math.max(...one.children.map((child) => child.whole));
    const first = one.children.findIndex((child) => child.whole === heaviest);
    one.children.forEach((child, index) => {
      add(child, `${key}.${index}`, level + 1, index + 1, one.children.length, heavy && index === first);
    });
  };
  add(tree, "0", 1, 1, 1, true);
  return lines;
}

/** What is told of a node beside its name, as short words. */
export function details(detail: Record<string, unknown>): [string, string][] {
  return Object.entries(detail)
    .map(([name, value]): [string, string] => [name, worded(value)])
    .filter(([, words]) => words !== "");
}

function worded(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(worded).filter(Boolean).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value).trim();
}
