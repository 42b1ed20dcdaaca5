// A conversation as the screen needs it: stored messages and the events of a turn, folded by one pure reducer.
import type { ChatEvent, Message, Spent, WorkflowDiff } from "../model/types";
import { foldEvent } from "./fold";
import { AWAITED, type Conversation, type Item, isUnstored, newItem, SENDING } from "./item";
import { textOf, whole } from "./pieces";

export type Action =
  | { type: "messages"; messages: Message[] }
  | { type: "said"; text: string; now: string }
  | { type: "unsaid" }
  | { type: "events"; events: ChatEvent[] }
  | { type: "applied"; messageId: string; version: number | null };

export function reduce(talk: Conversation, action: Action): Conversation {
  switch (action.type) {
    case "messages":
      return stored(talk, action.messages);
    case "said": {
      const user = newItem(SENDING, "user", { text: whole(action.text), createdAt: action.now });
      const answer = newItem(AWAITED, "assistant", { status: "running", createdAt: action.now });
      return { past: [...talk.past, user], running: answer };
    }
    case "unsaid":
      return { past: talk.past.filter((item) => item.id !== SENDING && !isUnstored(item)), running: null };
    case "events":
      return merged(action.events).reduce(foldEvent, talk);
    case "applied":
      return {
        ...talk,
        past: talk.past.map((item) =>
          item.id === action.messageId ? { ...item, appliedVersion: action.version } : item,
        ),
      };
  }
}

/** Words that came one after the other are one event: text is searched for its paragraphs once, not word by word. */
function merged(events: ChatEvent[]): ChatEvent[] {
  const list: ChatEvent[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length) list.push({ event: "content_delta", delta: words.join("") });
    words = [];
  };
  for (const event of events) {
    if (event.event === "content_delta") words.push(event.delta);
    else {
      flush();
      list.push(event);
    }
  }
  flush();
  return list;
}

function stored(talk: Conversation, messages: Message[]): Conversation {
  const known = new Map(talk.past.map((item) => [item.id, item]));
  const items = messages.filter((message) => message.role !== "system").map((one) => fromMessage(one, known));
  const last = items.at(-1);
  if (last?.status !== "running") return { past: items, running: null };
  const running = talk.running?.id === last.id ? talk.running : last;
  return { past: items.slice(0, -1), running };
}

function fromMessage(message: Message, items: Map<string, Item>): Item {
  const known = items.get(message.id);
  return known && isSame(known, message) ? known : fresh(message, known);
}

/** What is known already stays the same object, so that it is not drawn again. */
function isSame(item: Item, message: Message): boolean {
  return (
    item.status === message.status &&
    item.status !== "running" &&
    item.appliedVersion === message.applied_version &&
    textOf(item.text) === message.content
  );
}

function fresh(message: Message, known: Item | undefined): Item {
  return newItem(message.id, message.role, {
    text: whole(message.content),
    status: message.status,
    error: message.error,
    thinking: known?.thinking ?? "",
    asked: known?.asked ?? [],
    steps: message.steps.map((step, place) => ({
      id: String(place),
      name: step.name,
      arguments: step.arguments,
      result: step.result,
      state: step.ok ? "done" : "failed",
    })),
    diff: message.workflow_diff,
    proof: message.proof,
    model: message.model,
    spent: message.spent,
    appliedVersion: message.applied_version,
    createdAt: message.created_at,
  });
}

/** Whether a change-set changes anything. */
export function changes(diff: WorkflowDiff | null): diff is WorkflowDiff {
  return (
    diff !== null &&
    [diff.add_blocks, diff.remove_blocks, diff.update_blocks, diff.add_edges, diff.remove_edges].some((l) => l.length)
  );
}

/** What all of it took: tokens, and dollars where every price is known. */
export function total(talk: Conversation): Spent | null {
  const spent = talk.past.flatMap((item) => (item.spent ? [item.spent] : []));
  if (!spent.length) return null;
  return spent.reduce((sum, one) => ({
    prompt_tokens: sum.prompt_tokens + one.prompt_tokens,
    completion_tokens: sum.completion_tokens + one.completion_tokens,
    cost: sum.cost === null || one.cost === null ? null : sum.cost + one.cost,
  }));
}
