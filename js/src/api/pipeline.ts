// One function per route of the pipeline assistant and of datasets, over any wire.
import type { ChatEvent, Dataset, Estimate } from "../model/types";
import type { Wire } from "./wire";

const SESSIONS = "/pipeline-assistant/sessions";
const session = (id: string) => `${SESSIONS}/${encodeURIComponent(id)}`;

/** A goal, and the workflow that is built for it. */
export interface Pipeline {
  session_id: string;
  goal: string;
  workflow_id: string;
  dataset_ids: string[];
}

/** Begins a session; what is said first builds. `model`: empty for the chosen one. */
export async function begin(wire: Wire, goal: string, model: string): Promise<Pipeline> {
  const body = { goal, start: false, model_name: model || null };
  return (await wire.request("POST", SESSIONS, body)) as Pipeline;
}

export async function getPipeline(wire: Wire, id: string): Promise<Pipeline> {
  return (await wire.request("GET", session(id))) as Pipeline;
}

/** One message to the assistant, from its beginning to its end. */
export function say(
  wire: Wire,
  id: string,
  text: string,
  hear: (event: ChatEvent) => void,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const path = `${session(id)}/messages/stream`;
  return wire.stream("POST", path, { content: text }, (event) => hear(event as ChatEvent), signal, onOpen);
}

/** What a workflow's runs have written, the newest first. */
export async function listDatasets(wire: Wire, workflowId: string): Promise<Dataset[]> {
  const path = `/api/powa/datasets?workflow_id=${encodeURIComponent(workflowId)}`;
  return ((await wire.request("GET", path)) as { datasets: Dataset[] }).datasets;
}

/** What a run would take. Nothing is run, and no model is asked. */
export async function estimate(wire: Wire, workflowId: string): Promise<Estimate> {
  const path = `/api/powa/workflows/${encodeURIComponent(workflowId)}/estimate`;
  return (await wire.request("POST", path, {}, { patient: true })) as Estimate;
}
