// The dictionary as the browser sees it. To be generated from jupyter_powa/model; until then kept by hand, same names.

export interface Position {
  x: number;
  y: number;
}

export interface Block {
  id: string;
  type: string;
  name: string;
  config: Record<string, unknown>;
  position?: Position | null;
  enabled?: boolean;
}

export interface Edge {
  id: string;
  source: string;
  target: string;
  sourceHandle?: string | null;
  targetHandle?: string | null;
  condition?: string | null;
}

export interface Workflow {
  id: string;
  name: string;
  description?: string | null;
  variables?: Record<string, unknown>;
  version: number;
  color?: string | null;
  state?: "internal" | "deployed";
  created_at?: string;
  updated_at?: string;
  blocks: Block[];
  edges: Edge[];
}

export type Status = "pending" | "running" | "completed" | "failed";

export interface Execution {
  id: string;
  status: Status;
  input?: Record<string, unknown>;
  output?: unknown;
  error?: string | null;
  code?: string | null;
  kernel?: string;
  trigger?: string;
  created_at?: string;
  started_at?: string | null;
  completed_at?: string | null;
}

export interface BlockLog {
  block_id: string;
  block_type: string;
  block_name: string;
  status: "running" | "success" | "error" | "skipped";
  execution_order: number;
  duration_ms?: number | null;
  input?: unknown;
  output?: unknown;
  error?: string | null;
  code?: string | null;
  line?: number | null;
  route?: string | null;
  printed?: string;
  config_snapshot?: Record<string, unknown>;
  agent_run_id?: string | null;
}

export interface BlockInfo {
  type: string;
  title: string;
  description: string;
  group: string;
  icon: string;
  aliases: string[];
  /** Those of the example; a block's own follow from its config. */
  handles: string[];
  entry?: boolean;
  schema: Record<string, unknown>;
  example: Record<string, unknown>;
}

interface InExecution {
  execution_id: string;
  workflow_id: string;
  seq: number;
}

interface OfBlock extends InExecution {
  block_id: string;
  block_type: string;
  block_name: string;
}

export interface ExecutionStart extends InExecution {
  type: "execution_start";
  trigger: string;
  kernel: string;
  input: Record<string, unknown>;
  started_at: string;
}

export interface BlockStart extends OfBlock {
  type: "block_start";
}

export interface BlockChunk extends OfBlock {
  type: "block_chunk";
  chunk: string;
  stream: "stdout" | "stderr" | "text";
}

export interface BlockProgress extends OfBlock {
  type: "block_progress";
  fraction: number | null;
  message: string;
}

export interface BlockComplete extends OfBlock {
  type: "block_complete";
  data: unknown;
  duration_ms: number;
  route?: string | null;
  input?: unknown;
}

export interface BlockFailed extends OfBlock {
  type: "block_error";
  error: string;
  code: string;
  duration_ms: number;
  line?: number | null;
  input?: unknown;
  trace?: string;
}

export interface BlockSkipped extends OfBlock {
  type: "block_skipped";
  reason: string;
}

export interface Done extends InExecution {
  type: "done";
  status: "completed" | "failed";
  output: unknown;
  error?: string | null;
  code?: string | null;
  duration_ms: number;
}

export interface RunError extends InExecution {
  type: "error";
  error: string;
  code: string;
  error_code: string;
  duration_ms?: number;
}

export type Event =
  | ExecutionStart
  | BlockStart
  | BlockChunk
  | BlockProgress
  | BlockComplete
  | BlockFailed
  | BlockSkipped
  | Done
  | RunError;

/** Not of an execution: the graph was saved somewhere else. */
export interface WorkflowSaved {
  type: "workflow_saved";
  version: number;
}
