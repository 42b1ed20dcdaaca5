// One function per route, over any wire.
import type {
  Block,
  BlockInfo,
  BlockLog,
  Edge,
  Event,
  Execution,
  Problem,
  RunPart,
  VersionRow,
  Workflow,
  WorkflowDiff,
  WorkflowSaved,
} from "../model/types";
import type { Wire } from "./wire";

const workflow = (id: string) => `/api/workflows/${encodeURIComponent(id)}`;

export async function getWorkflow(wire: Wire, id: string): Promise<Workflow> {
  return (await wire.request("GET", workflow(id))) as Workflow;
}

/** Locks the graph. */
export async function deploy(wire: Wire, id: string): Promise<void> {
  await wire.request("POST", `${workflow(id)}/deploy`);
}

export async function undeploy(wire: Wire, id: string): Promise<void> {
  await wire.request("POST", `${workflow(id)}/undeploy`);
}

/** Leave for one call: its address, and the secret that opens it, which is told this once. */
export interface Armed {
  webhook_id: string;
  webhook_url: string;
  secret: string;
  armed_until: string;
}

export async function arm(wire: Wire, id: string): Promise<Armed> {
  return (await wire.request("POST", `${workflow(id)}/arm`)) as Armed;
}

export async function listBlocks(wire: Wire): Promise<BlockInfo[]> {
  return ((await wire.request("GET", "/api/powa/blocks")) as { blocks: BlockInfo[] }).blocks;
}

export interface Started {
  execution_id: string;
  status: "pending";
}

/** `trial`: rows that its steps read, at most; nothing is written then. The others: which blocks are run. */
export type Asked = { trial?: number } & Partial<RunPart>;

export async function startExecution(
  wire: Wire,
  id: string,
  variables: Record<string, unknown>,
  asked: Asked = {},
): Promise<Started> {
  return (await wire.request("POST", `${workflow(id)}/executions`, { variables, ...asked })) as Started;
}

export async function cancelExecution(wire: Wire, executionId: string): Promise<void> {
  await wire.request("POST", `/api/powa/executions/${encodeURIComponent(executionId)}/cancel`);
}

export async function listExecutions(wire: Wire, id: string, limit = 20): Promise<Execution[]> {
  const path = `${workflow(id)}/executions?limit=${limit}`;
  return ((await wire.request("GET", path)) as { executions: Execution[] }).executions;
}

export async function listBlockLogs(wire: Wire, id: string, executionId: string): Promise<BlockLog[]> {
  const path = `${workflow(id)}/executions/${encodeURIComponent(executionId)}/logs`;
  return ((await wire.request("GET", path)) as { block_logs: BlockLog[] }).block_logs;
}

/** Endless: first what runs now, from its beginning, then everything as it happens. */
export function followWorkflow(
  wire: Wire,
  id: string,
  onEvent: (event: Event | WorkflowSaved) => void,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const path = `/api/powa/workflows/${encodeURIComponent(id)}/events`;
  return wire.stream("GET", path, null, (event) => onEvent(event as Event | WorkflowSaved), signal, onOpen);
}

/** A graph as the checker sees it. */
export interface Judged {
  blocks: Block[];
  edges: Edge[];
  problems: Problem[];
  /** The ways out of each block, by its id. */
  handles: Record<string, string[]>;
  skipped: { edit: string; code: string; message: string }[];
}

/** Edits and checks a graph; nothing is saved. `edits`: as modify_workflow takes them. */
export async function judge(
  wire: Wire,
  { blocks, edges }: { blocks: Block[]; edges: Edge[] },
  edits: Record<string, unknown> = {},
): Promise<Judged> {
  return (await wire.request("POST", "/api/powa/graph", { blocks, edges, edits })) as Judged;
}

/** Saves a graph, finished or not; `version` is the one that it replaces, null for any. */
export async function saveGraph(
  wire: Wire,
  id: string,
  { blocks, edges }: { blocks: Block[]; edges: Edge[] },
  version: number | null,
): Promise<{ version: number }> {
  const path = `${workflow(id)}/graph?draft=true&origin=editor${version === null ? "" : `&version=${version}`}`;
  return (await wire.request("PUT", path, { blocks, edges })) as { version: number };
}

const past = (id: string) => `/api/powa/workflows/${encodeURIComponent(id)}`;

/** The versions that are kept, newest first. */
export async function listVersions(wire: Wire, id: string): Promise<VersionRow[]> {
  return ((await wire.request("GET", `${past(id)}/versions`)) as { versions: VersionRow[] }).versions;
}

/** What makes one version of another; `from`: null for the one before. */
export async function compare(wire: Wire, id: string, from: number | null, to: number): Promise<WorkflowDiff> {
  const path = `${past(id)}/diff?${from === null ? "" : `from=${from}&`}to=${to}`;
  return (await wire.request("GET", path)) as WorkflowDiff;
}

/** Puts a version back, over the version that is there now. */
export async function restoreVersion(wire: Wire, id: string, number: number, version: number): Promise<void> {
  await wire.request("POST", `${past(id)}/versions/${number}/restore?version=${version}`);
}
