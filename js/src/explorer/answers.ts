// What the explorer's routes are asked for and what they answer, where it is no row of the dictionary.
import type { Table } from "@uwdata/flechette";
import type { ColumnProfile, Relation, Shown, View } from "../model/types";
import type { NodeKind } from "./nodes";

/** Some rows of a view, as Arrow. */
export interface Page {
  shown: Shown;
  table: Table;
}

/** Where in a statement something is wrong: `line` and `column` from 1, `position` in characters from 0. */
export interface Spot {
  line?: number | null;
  column?: number | null;
  position?: number | null;
}

export interface Broken {
  type: "error";
  error: string;
  code?: string;
  details?: Spot | null;
}

export type ProfileEvent =
  | { type: "profile"; columns: ColumnProfile[]; fraction: number }
  | { type: "done"; milliseconds: number }
  | Broken;

export type Progress = { type: "progress"; fraction: number | null; seconds?: number };

export type RunEvent =
  | { type: "started" }
  | Progress
  | { type: "result"; relation: Relation; shown: Shown }
  | { type: "changed"; count: number | null; milliseconds: number }
  | Broken;

export type ExportEvent = Progress | { type: "exported"; name: string; rows: number; bytes: number | null } | Broken;

export interface PlanNode {
  name: string;
  detail: Record<string, unknown>;
  rows: number | null;
  milliseconds: number | null;
  children: PlanNode[];
}

export interface Plan {
  plan: PlanNode;
  text: string;
}

/** A table's column that feeds a column of a result. */
export interface Feed {
  source: string | null;
  schema: string | null;
  table: string;
  /** `*`: all of them, where it is not known which. */
  column: string;
  /** What opens the table; none: nothing does. */
  relation: Relation | null;
}

export interface Lineage {
  /** `note`: what of the column could not be followed. */
  columns: { name: string; expression: string; feeds: Feed[]; note: string | null }[];
  made_by: {
    block: string;
    name: string;
    workflow_id: string | null;
    execution_id: string | null;
    session_id: string | null;
    message_id: string | null;
  } | null;
  /** Why the columns are not known further, where they are not. */
  note: string | null;
}

export interface Past {
  sql: string;
  source: string | null;
  started_at: string;
  milliseconds: number | null;
  row_count: number | null;
  error: string | null;
}

export type Code = "sql" | "python" | "magic";
export type ExportFormat = "csv" | "parquet" | "json" | "markdown" | "frame" | "table";

export interface Export {
  view: View;
  format: ExportFormat;
  name: string;
  /** Cells as they are, also those that a spreadsheet would take for a formula. */
  raw?: boolean;
  replace?: boolean;
}

/** What a chart should draw; what is not said is chosen. */
export interface ChartWish {
  mark?: string | null;
  x?: string | null;
  y?: string | null;
  color?: string | null;
  aggregate?: string | null;
}

export interface Chart {
  /** Vega-Lite, its rows inside: fields are named after the channels, titles after the columns. */
  spec: Record<string, unknown>;
  code: string;
  chosen: { mark: string; x: string | null; y: string | null; color: string | null; aggregate: string };
  choices: { marks: string[]; columns: string[]; aggregates: string[] };
  /** In words: what is left out or taken together. */
  notes: string[];
}

/** A statement and where it runs; `source` null is the project's database. */
export interface Statement {
  source: string | null;
  sql: string;
}

/** The node of the tree that is opened. */
export interface Opened {
  kind: "source" | NodeKind;
  path: string[];
}

export interface TreeWish {
  q?: string;
  offset?: number;
  limit?: number;
}
