// What every part of the chat may look at and do.
import { createContext, useContext } from "react";
import type { WorkflowDiff } from "../model/types";
import type { Live } from "../workflow/live";
import type { Chat } from "./chat";

export interface Copilot {
  chat: Chat;
  live: Live;
  /** Whether a goal leads it: what is said changes a pipeline at once, and runs are started beside it. */
  led: boolean;
  /** The message whose change is drawn over the graph. */
  openId: string | null;
  /** Draws this part of that message's change over the graph. */
  accept(messageId: string, part: WorkflowDiff): void;
}

export const CopilotContext = createContext<Copilot | null>(null);

export function useCopilot(): Copilot {
  const copilot = useContext(CopilotContext);
  if (!copilot) throw new Error("A part of the chat stands outside of it.");
  return copilot;
}
