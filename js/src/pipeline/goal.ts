// A goal outside of React: it is said once, then it is a session with a workflow of its own.
import { begin } from "../api/pipeline";
import type { Wire } from "../api/wire";
import { words } from "../api/wires";
import type { Chat } from "../copilot/chat";
import type { TraitModel } from "../explorer/opened";
import type { Dataset } from "../model/types";

export interface Begun {
  sessionId: string;
  workflowId: string;
  goal: string;
  /** Nothing was said in it: the goal is to be said first. */
  fresh: boolean;
}

export interface GoalState {
  begun: Begun | null;
  beginning: boolean;
  problem: string | null;
}

/** What the widget's traits say, and what is typed into it. */
export class Goal {
  private state: GoalState;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly wire: Wire,
    private readonly model: TraitModel,
  ) {
    this.state = { begun: begunIn(model), beginning: false, problem: null };
    model.on("change:session_id", this.follow);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): GoalState => this.state;

  close(): void {
    this.model.off("change:session_id", this.follow);
  }

  readonly begin = async (text: string): Promise<void> => {
    const goal = text.trim();
    if (!goal || this.state.beginning) return;
    this.set({ beginning: true, problem: null });
    try {
      const { session_id, workflow_id } = await begin(this.wire, goal, String(this.model.get("model") ?? ""));
      this.set({ begun: { sessionId: session_id, workflowId: workflow_id, goal, fresh: true } });
      for (const [name, value] of Object.entries({ session_id, workflow_id, goal })) this.model.set?.(name, value);
      this.model.save_changes?.();
    } catch (error) {
      this.set({ problem: words(error) });
    }
    this.set({ beginning: false });
  };

  /** It was begun in another view of the same widget. */
  private readonly follow = (): void => {
    if (!this.state.begun) this.set({ begun: begunIn(this.model) });
  };

  private set(change: Partial<GoalState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function begunIn(model: TraitModel): Begun | null {
  const text = (name: string) => String(model.get(name) ?? "");
  if (!text("session_id") || !text("workflow_id")) return null;
  return { sessionId: text("session_id"), workflowId: text("workflow_id"), goal: text("goal"), fresh: false };
}

/** Says the goal, once it is known that nothing was said before. */
export function sayFirst(chat: Chat, goal: string): () => void {
  let done = false;
  const look = () => {
    const { phase, conversation } = chat.snapshot();
    if (done || phase !== "ready") return;
    done = true;
    if (!conversation.past.length && !conversation.running) void chat.send(goal);
  };
  const leave = chat.subscribe(look);
  look();
  return leave;
}

/** The explorer's own widget, as it were: its traits are the dataset's, its messages go where ours go. */
export function modelOf(model: TraitModel, dataset: Dataset, height: number): TraitModel {
  const view = { relation: dataset.relation };
  const own = new Map<string, unknown>(Object.entries({ view, title: dataset.name, source: "", tabs: null, height }));
  own.set("first", null);
  const ours = (name: string) => name === "msg:custom" || name === "comm_live_update";
  return {
    get: (name) => (own.has(name) ? own.get(name) : model.get(name)),
    set: (name, value) => void own.set(name, value),
    send: (content) => model.send(content),
    on: (name, hear) => void (ours(name) && model.on(name, hear)),
    off: (name, hear) => void (ours(name) && model.off(name, hear)),
  };
}
