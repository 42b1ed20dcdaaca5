// One function per route of the copilot, over any wire.
import type { ChatEvent, CopilotSession, Graph, Message, Review, Workflow } from "../model/types";
import type { Wire } from "./wire";

const COPILOT = "/api/copilot";
const session = (id: string) => `${COPILOT}/sessions/${encodeURIComponent(id)}`;
const message = (id: string, messageId: string) => `${session(id)}/messages/${encodeURIComponent(messageId)}`;

/** The newest conversation about a workflow. */
export async function findSession(wire: Wire, workflowId: string): Promise<CopilotSession | null> {
  const path = `${COPILOT}/sessions?workflow_id=${encodeURIComponent(workflowId)}`;
  return ((await wire.request("GET", path)) as { session: CopilotSession | null }).session;
}

export async function createSession(wire: Wire, workflowId: string): Promise<CopilotSession> {
  return (await wire.request("POST", `${COPILOT}/sessions`, { workflow_id: workflowId })) as CopilotSession;
}

export async function listMessages(wire: Wire, id: string): Promise<Message[]> {
  return ((await wire.request("GET", `${session(id)}/messages`)) as { messages: Message[] }).messages;
}

type Hear = (event: ChatEvent) => void;

/** One turn, from its beginning to its end. */
export function chat(
  wire: Wire,
  id: string,
  text: string,
  hear: Hear,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const path = `${session(id)}/chat`;
  return wire.stream("POST", path, { message: text }, (event) => hear(event as ChatEvent), signal, onOpen);
}

/** The turn that runs, from its beginning and then live; nothing where none runs. */
export function followTurn(wire: Wire, id: string, hear: Hear, signal: AbortSignal): Promise<void> {
  return wire.stream("GET", `${session(id)}/turn`, null, (event) => hear(event as ChatEvent), signal);
}

export async function stopTurn(wire: Wire, id: string): Promise<boolean> {
  return ((await wire.request("POST", `${session(id)}/stop`)) as { stopped: boolean }).stopped;
}

export async function confirm(wire: Wire, id: string, confirmationId: string, approve: boolean): Promise<void> {
  await wire.request("POST", `${session(id)}/confirmations/${encodeURIComponent(confirmationId)}`, { approve });
}

export async function answerQuestion(wire: Wire, id: string, questionId: string, answer: string): Promise<void> {
  await wire.request("POST", `${session(id)}/questions/${encodeURIComponent(questionId)}`, { answer });
}

/** The ids of the blocks whose changes are accepted; null: all. */
export type Only = string[] | null;

export async function review(wire: Wire, id: string, messageId: string, only: Only): Promise<Review> {
  return (await wire.request("POST", `${message(id, messageId)}/review`, only ? { only } : {})) as Review;
}

/** What became of the workflow. */
export interface Changed {
  ok: boolean;
  version: number;
  workflow: Workflow;
}

/** Keeps the graph for undo, and puts the message's change into the workflow. */
export async function apply(wire: Wire, id: string, messageId: string, before: Graph, only: Only): Promise<Changed> {
  const body = { pre_snapshot: before, ...(only ? { only } : {}) };
  return (await wire.request("POST", `${message(id, messageId)}/snapshot`, body)) as Changed;
}

export async function restore(wire: Wire, id: string, messageId: string, force: boolean): Promise<Changed> {
  return (await wire.request("POST", `${message(id, messageId)}/restore`, { force })) as Changed;
}

export async function listSuggestions(wire: Wire, workflowId: string): Promise<string[]> {
  const path = `${COPILOT}/suggestions?workflow_id=${encodeURIComponent(workflowId)}`;
  return ((await wire.request("GET", path)) as { suggestions: string[] }).suggestions;
}

export interface ModelOption {
  label: string;
  value: string;
  ready: boolean;
  /** Why it is not ready, and what to do. */
  reason: string;
}

export interface ModelSettings {
  model: string;
  default: string;
  options: ModelOption[];
}

export async function getModelSettings(wire: Wire): Promise<ModelSettings> {
  return (await wire.request("GET", `${COPILOT}/settings/model`)) as ModelSettings;
}

export async function setModel(wire: Wire, model: string): Promise<string> {
  return ((await wire.request("PUT", `${COPILOT}/settings/model`, { model })) as { model: string }).model;
}
