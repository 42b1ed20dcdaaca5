// The tree as the list of rows that is drawn, and which of them a key leads to.
import { hasChildren, nameOf, type Place, type TreeNode, warningOf } from "./nodes";
import { type Branch, type Known, keyOf } from "./tree";

interface Common {
  key: string;
  /** From 1, as screen readers count. */
  level: number;
  /** Its place among its siblings, from 1, and how many they are. */
  at: number;
  of: number;
}

export type Row =
  | (Common & { kind: "place"; place: Place; open: boolean })
  | (Common & { kind: "node"; place: Place; node: TreeNode; open: boolean | null })
  | (Common & { kind: "note"; tone: "loading" | "failed" | "empty" | "warning"; text: string; branch: string })
  | (Common & { kind: "more"; branch: string });

const EMPTY = { schema: "No tables", table: "No columns", view: "No columns" } as Record<string, string>;

export function rowsOf(known: Known): Row[] {
  const rows: Row[] = [];
  const searching = known.q.trim() !== "";
  known.places.forEach((place, index) => {
    const key = keyOf(place.ref);
    const open = searching ? known.found[key] !== undefined : known.open.has(key);
    rows.push({ kind: "place", key, level: 1, at: index + 1, of: known.places.length, place, open });
    if (!open) return;
    const warning = warningOf(place);
    if (!searching && warning) rows.push(note(key, 2, "warning", warning));
    if (searching) found(rows, known.found[key], key, place);
    else children(rows, known, key, place, 2, "Nothing in it");
  });
  return rows;
}

function note(branch: string, level: number, tone: "loading" | "failed" | "empty" | "warning", text: string): Row {
  return { kind: "note", key: `${branch}?${tone}`, level, at: 1, of: 1, tone, text, branch };
}

function children(rows: Row[], known: Known, key: string, place: Place, level: number, empty: string): void {
  const branch = known.branches[key];
  const nodes = branch?.nodes ?? [];
  nodes.forEach((node, index) => {
    const own = keyOf(place.ref, node);
    const open = hasChildren(node) ? known.open.has(own) : null;
    rows.push({ kind: "node", key: own, level, at: index + 1, of: nodes.length, place, node, open });
    if (open) children(rows, known, own, place, level + 1, EMPTY[node.kind] ?? "Nothing in it");
  });
  end(rows, branch, key, level, empty);
}

function end(rows: Row[], branch: Branch | undefined, key: string, level: number, empty: string): void {
  if (!branch || branch.state === "loading") rows.push(note(key, level, "loading", "Loading…"));
  else if (branch.state === "failed") rows.push(note(key, level, "failed", branch.problem ?? "It cannot be read."));
  else if (branch.more) rows.push({ kind: "more", key: `${key}?more`, level, at: 1, of: 1, branch: key });
  else if (!branch.nodes.length) rows.push(note(key, level, "empty", empty));
}

/** What a search found is a list: each with its place as words. */
function found(rows: Row[], branch: Branch | undefined, key: string, place: Place): void {
  const nodes = branch?.nodes ?? [];
  nodes.forEach((node, index) => {
    const own = keyOf(place.ref, node);
    rows.push({ kind: "node", key: own, level: 2, at: index + 1, of: nodes.length, place, node, open: null });
  });
  if (branch?.more) rows.push(note(key, 2, "empty", "More are found: type more of the name"));
  else end(rows, branch, key, 2, "Nothing of that name");
}

export function labelOf(row: Row): string {
  if (row.kind === "place") return row.place.name;
  if (row.kind === "node") return nameOf(row.node);
  return row.kind === "note" ? row.text : "More…";
}

/** The row that a key leads to from that one; null: the key is not of the tree. */
export function moved(rows: readonly Row[], from: number, key: string, page: number): number | null {
  const last = rows.length - 1;
  const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: last, PageDown: from + page, PageUp: from - page };
  const at = to[key as keyof typeof to];
  return at === undefined ? null : Math.max(0, Math.min(last, at));
}

export function parentOf(rows: readonly Row[], from: number): number {
  const level = rows[from]?.level ?? 1;
  for (let at = from - 1; at >= 0; at -= 1) if ((rows[at]?.level ?? 1) < level) return at;
  return from;
}

/** The next row whose name begins so, going round; a single letter goes on from the row after. */
export function typedTo(rows: readonly Row[], from: number, typed: string): number | null {
  const wanted = typed.toLowerCase();
  for (let step = typed.length > 1 ? 0 : 1; step <= rows.length; step += 1) {
    const at = (from + step) % rows.length;
    const row = rows[at];
    if (row && labelOf(row).toLowerCase().startsWith(wanted)) return at;
  }
  return null;
}
