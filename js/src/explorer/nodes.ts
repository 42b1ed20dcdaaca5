// What the tree of data sources is made of.
import type { Relation } from "../model/types";

/** A data source as the server tells of it; never a password. */
export interface Source {
  id?: string | null;
  name: string;
  /** duckdb, postgresql, mariadb, mysql, sqlite, … */
  kind: string;
  /** Found in the notebook, not stored. */
  found?: boolean;
  /** What the role may do, in words. */
  role?: string | null;
  /** Why care is due: the role is a superuser, it may write, … */
  warning?: string | null;
  writable?: boolean;
}

export type NodeKind = "schema" | "files" | "variables" | "table" | "view" | "file" | "variable" | "column";

export interface TreeNode {
  name: string;
  kind: NodeKind;
  /** Its place below its source: [schema, table, column]. */
  path: string[];
  /** What opens it in the grid; none for what has no rows. */
  relation?: Relation | null;
  type?: string | null;
  nullable?: boolean | null;
  /** Part of the primary key. */
  key?: boolean;
  /** The column that it refers to, in words: `customers.id`. */
  references?: string | null;
  comment?: string | null;
  row_count?: number | null;
  bytes?: number | null;
}

export interface Tree {
  nodes: TreeNode[];
  more: boolean;
}
