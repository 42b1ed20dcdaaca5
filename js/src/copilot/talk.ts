// What the chat knows at one moment, and what it is opened with.
import type { chat, ModelSettings } from "../api/copilot";
import type { Workflow } from "../model/types";
import { type Conversation, SILENT } from "./item";
import type { PACE } from "./pace";

export interface Talk {
  conversation: Conversation;
  phase: "loading" | "ready" | "failed";
  /** Why nothing can be shown (phase failed), or what went wrong since. */
  problem: string | null;
  stopping: boolean;
  /** The turn goes on where nobody tells of it: its answer is looked for now and then. */
  elsewhere: boolean;
  models: ModelSettings | null;
  suggestions: readonly string[];
}

export const AT_FIRST: Talk = {
  conversation: SILENT,
  phase: "loading",
  problem: null,
  stopping: false,
  elsewhere: false,
  models: null,
  suggestions: [],
};

export interface Options {
  /** A certain conversation; the newest of the workflow where none is given. */
  sessionId?: string;
  /** Told of each workflow that was changed here. */
  changed?(workflow: Workflow): void;
  /** How something is said; to the copilot by default. */
  say?: typeof chat;
  pace?: typeof PACE;
}
