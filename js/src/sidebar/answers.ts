// What the routes of the sidebar answer with, as far as it is shown.
export type { ExecutionRow, WorkflowRow } from "../model/types";

export interface SqlAgent {
  id: string;
  name: string;
  status: string;
}

export interface DataSource {
  id: string;
  name: string;
  kind: string;
}

export interface Dataset {
  id: string;
  name: string;
  rows: number;
  workflow_id: string;
  replaced_by: string | null;
}
