// What a conversation consists of, as the screen needs it.
import type { Message, Proof, Spent, WorkflowDiff } from "../model/types";
import { type Growing, NO_TEXT } from "./pieces";

/** A tool that was called. */
export interface Called {
  /** Its call, or its place where the message was stored. */
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  result: unknown;
  state: "running" | "done" | "failed";
}

/** Something that waits, or waited, for the user. */
export interface Asked {
  id: string;
  kind: "confirmation" | "question";
  words: string;
  /** Of a confirmation: what would be done, with what. */
  action: string;
  config: Record<string, unknown>;
  options: string[];
  expiresAt: string;
  /** How it ended; null while it waits. */
  settled: string | null;
}

/** One message on the screen. */
export interface Item {
  id: string;
  role: Message["role"];
  text: Growing;
  status: Message["status"];
  error: string | null;
  /** What the copilot is doing, for people. */
  doing: string;
  thinking: string;
  steps: readonly Called[];
  asked: readonly Asked[];
  diff: WorkflowDiff | null;
  proof: Proof | null;
  model: string;
  spent: Spent | null;
  appliedVersion: number | null;
  createdAt: string | null;
}

export interface Conversation {
  /** What is finished; the same list until a turn ends, so that it is not drawn again with each word. */
  past: readonly Item[];
  /** The answer that is being given. */
  running: Item | null;
}

export const SILENT: Conversation = { past: [], running: null };

/** Ids of what was sent and is not stored yet. */
export const SENDING = "sending";
export const AWAITED = "awaited";

/** Whether an answer ended before any of its turn was stored. */
export function isUnstored(item: Item | undefined): item is Item {
  return item?.id.startsWith(AWAITED) ?? false;
}

export function newItem(id: string, role: Item["role"], more: Partial<Item> = {}): Item {
  return {
    id,
    role,
    text: NO_TEXT,
    status: "completed",
    error: null,
    doing: "",
    thinking: "",
    steps: [],
    asked: [],
    diff: null,
    proof: null,
    model: "",
    spent: null,
    appliedVersion: null,
    createdAt: null,
    ...more,
  };
}
