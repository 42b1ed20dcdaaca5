// What the tree of data sources is made of, and how its parts are written in SQL.
import type { Relation, TreeNode as Told } from "../model/types";

/** A data source as the server tells of it; never a password. */
export interface Source {
  id?: string | null;
  name: string;
  /** duckdb, postgresql, mariadb, mysql, sqlite, … */
  kind: string;
  /** Found in the notebook, not stored. */
  found?: boolean;
  /** What the server said of the user who signs in; none before the first connection. */
  role?: { superuser?: boolean; may_write?: boolean; words?: string } | null;
}

/** A source under the name that routes take: null is the project's database. */
export interface Place extends Source {
  ref: string | null;
}

export type NodeKind = Told["kind"];

/** What there is nothing to say of is left out. */
export type TreeNode = Pick<Told, "kind" | "path" | "name"> & Partial<Told>;

export interface Tree {
  nodes: TreeNode[];
  more: boolean;
}

/** Schemas that a statement need not name. */
const AT_HAND = new Set(["main", "public", "memory"]);
const PLAIN = /^[a-z_][a-z0-9_]*$/;
const RESERVED = new Set(
  (
    "all and any as asc between by case cast check column create cross default delete desc distinct drop else end except " +
    "false for foreign from full grant group having in index inner insert intersect into is join key left like limit " +
    "natural not null offset on or order outer primary references right select set table then to true union unique " +
    "update user using values when where window with"
  ).split(" "),
);

const LEAVES = new Set<NodeKind>(["column", "variable", "file"]);

/** Columns of frames and files are seen when they are opened. */
export function hasChildren(node: TreeNode): boolean {
  return !LEAVES.has(node.kind);
}

/** A name as a statement writes it: quoted where it must be, in the source's own quotes. */
export function quoted(name: string, kind: string): string {
  if (PLAIN.test(name) && !RESERVED.has(name)) return name;
  const mark = isMySql(kind) ? "`" : '"';
  return mark + name.replaceAll(mark, mark + mark) + mark;
}

export function isMySql(kind: string): boolean {
  return kind === "mariadb" || kind === "mysql";
}

/** What names the node in a statement. */
export function inSql(node: TreeNode, kind: string): string {
  if (node.kind === "file") return `'${node.name.replaceAll("'", "''")}'`;
  if (node.kind !== "table" && node.kind !== "view") return quoted(node.name, kind);
  const parts = node.path.length === 2 && AT_HAND.has(node.path[0] ?? "") ? node.path.slice(1) : node.path;
  return parts.map((part) => quoted(part, kind)).join(".");
}

export function selectAll(node: TreeNode, kind: string): string {
  return `select *\nfrom ${inSql(node, kind)}\nlimit 1000`;
}

/** What opens the node in the grid. */
export function relationOf(place: Place, node: TreeNode): Relation | null {
  if (node.kind === "table" || node.kind === "view") return { source: place.ref, table: node.path };
  if (node.kind === "file") return { file: node.name };
  if (node.kind === "variable") return { variable: node.name };
  return null;
}

const GROUPS: Record<string, string> = { variables: "Notebook variables", files: "Files" };

/** What people read. */
export function nameOf(node: TreeNode): string {
  return node.kind === "group" ? (GROUPS[node.name] ?? node.name) : node.name;
}

/** Words of warning about what the role may do; none where it may little. */
export function warningOf({ role }: Source): string | null {
  return role?.words && (role.superuser || role.may_write) ? role.words : null;
}

/** The first source is the project's own. */
export function places(sources: readonly Source[]): Place[] {
  return sources.map((source, index) => ({
    ...source,
    ref: index === 0 ? null : source.found ? source.name : source.id || source.name,
  }));
}
