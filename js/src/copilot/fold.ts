// One event of a turn folded into the conversation: the other half of jupyter_powa/copilot.
import type { ChatEvent, Complete } from "../model/types";
import { type Asked, AWAITED, type Conversation, type Item, newItem, SENDING } from "./item";
import { grow, textOf, whole } from "./pieces";

export function foldEvent(talk: Conversation, event: ChatEvent): Conversation {
  if (event.event === "turn_start") return begun(talk, event);
  if (!talk.running) return talk;
  if (event.event === "complete") return ended(talk, completed(talk.running, event));
  if (event.event === "error") {
    const id = event.message_id ?? talk.running.id;
    const error = event.error + (event.error_id ? ` (${event.error_id})` : "");
    return ended(talk, { ...talk.running, id, status: "failed", error });
  }
  return { ...talk, running: told(talk.running, event) };
}

/** A turn that is told once more, from its beginning, takes the place of what was known of it. */
function begun(talk: Conversation, event: Extract<ChatEvent, { event: "turn_start" }>): Conversation {
  const own = new Set([SENDING, event.user_message_id, event.message_id]);
  const said = talk.past.find((item) => own.has(item.id));
  const createdAt = said?.createdAt ?? null;
  const user = newItem(event.user_message_id, "user", { text: whole(event.message), createdAt });
  const doing = talk.running?.doing ?? "";
  const running = newItem(event.message_id, "assistant", { status: "running", model: event.model, createdAt, doing });
  return { past: [...talk.past.filter((item) => !own.has(item.id)), user], running };
}

type Midway = Exclude<ChatEvent, { event: "turn_start" } | { event: "complete" } | { event: "error" }>;

function told(item: Item, event: Midway): Item {
  switch (event.event) {
    case "status":
      return { ...item, doing: event.message };
    case "content_delta":
      return { ...item, text: grow(item.text, event.delta) };
    case "reasoning_delta":
      return { ...item, thinking: item.thinking + event.delta };
    case "tool_call": {
      const called = { id: event.call_id, name: event.name, arguments: event.arguments, result: null };
      return { ...item, steps: [...item.steps, { ...called, state: "running" }] };
    }
    case "tool_result": {
      const state = event.ok ? "done" : "failed";
      const answered = item.steps.map((step) =>
        step.id === event.call_id && step.state === "running"
          ? ({ ...step, result: event.result, state } as const)
          : step,
      );
      return { ...item, steps: answered };
    }
    case "draft":
      return { ...item, diff: event.workflow_diff };
    case "pipeline": // what a pipeline's turn proposes is taken over before it ends
      return event.config_changed && !event.refused ? { ...item, appliedVersion: event.version } : item;
    default:
      return foldAsked(item, event);
  }
}

const HOW: Record<string, string> = {
  expired: "No answer came in time, so nothing was done.",
  stopped: "The turn was stopped, so nothing was done.",
  nobody: "Nobody could answer, so nothing was done.",
};

function foldAsked(item: Item, event: Midway): Item {
  switch (event.event) {
    case "confirmation_required": {
      const { confirmation_id: id, summary: words, action, config, expires_at: expiresAt } = event;
      return ask(item, { id, kind: "confirmation", words, action, config, options: [], expiresAt, settled: null });
    }
    case "question": {
      const { question_id: id, question: words, options, expires_at: expiresAt } = event;
      return ask(item, { id, kind: "question", words, action: "", config: {}, options, expiresAt, settled: null });
    }
    case "confirmation_settled":
      return settle(
        item,
        event.confirmation_id,
        event.approved ? "You said yes." : (HOW[event.reason] ?? "You said no."),
      );
    case "question_answered":
      return settle(
        item,
        event.question_id,
        event.answer === null ? "No answer came in time." : `You answered: ${event.answer}`,
      );
    default:
      return item; // a later version's event
  }
}

function ask(item: Item, asked: Asked): Item {
  return { ...item, asked: [...item.asked.filter((one) => one.id !== asked.id), asked] };
}

function settle(item: Item, id: string, settled: string): Item {
  return { ...item, asked: item.asked.map((one) => (one.id === id ? { ...one, settled } : one)) };
}

function completed(item: Item, event: Complete): Item {
  const { message_id: id, workflow_diff: diff, proof, model, spent, status } = event;
  const text = textOf(item.text) === event.content ? item.text : whole(event.content);
  return { ...item, id: id || item.id, text, diff, proof, spent, status, model: model || item.model };
}

function ended(talk: Conversation, item: Item): Conversation {
  const steps = item.steps.map((step) => (step.state === "running" ? ({ ...step, state: "failed" } as const) : step));
  const over = item.asked.map((one) => (one.settled === null ? { ...one, settled: "The turn has ended." } : one));
  const last = { ...item, id: item.id === AWAITED ? `${AWAITED}-${talk.past.length}` : item.id };
  return { past: [...talk.past, { ...last, steps, asked: over, doing: "" }], running: null };
}
