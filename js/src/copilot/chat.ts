// The link between the wires and a conversation: finds it, sends, listens, takes up a turn that goes on, stops, applies.
import * as api from "../api/copilot";
import { type Wire, WireError } from "../api/wire";
import { ask, firstOf, isNobody, words } from "../api/wires";
import type { ChatEvent, Graph, Review } from "../model/types";
import { isUnstored } from "./item";
import { followTurn, isGone, nextFrame, PACE, pause } from "./pace";
import { type Action, reduce } from "./state";
import { AT_FIRST, type Options, type Talk } from "./talk";

export class Chat {
  private snap = AT_FIRST;
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private queue: ChatEvent[] = [];
  private sessionId: string | null;
  /** The wire that tells of the turn, and can stop it. */
  private via: Wire["name"] | null = null;
  /** While a turn is followed that was not begun here, or whose stream broke. */
  private attached: AbortController | null = null;
  private readonly pace: typeof PACE;

  constructor(
    private readonly wires: Wire[],
    private readonly workflowId: string,
    private readonly options: Options = {},
  ) {
    this.sessionId = options.sessionId || null;
    this.pace = options.pace ?? PACE;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): Talk => this.snap;

  open(): void {
    void this.load();
    void this.extra((wire) => api.getModelSettings(wire)).then((models) => models && this.set({ models }));
    void this.extra((wire) => api.listSuggestions(wire, this.workflowId)).then(
      (suggestions) => suggestions && this.set({ suggestions }),
    );
  }

  close(): void {
    this.closing.abort();
    this.attached?.abort();
  }

  readonly load = async (): Promise<void> => {
    if (this.snap.phase === "failed") this.set({ phase: "loading", problem: null });
    try {
      this.sessionId ??= (await ask(this.wires, (wire) => api.findSession(wire, this.workflowId)))?.id ?? null;
      await this.reload();
      this.set({ phase: "ready" });
      if (this.snap.conversation.running) void this.attach();
    } catch (error) {
      this.set({ phase: "failed", problem: words(error) });
    }
  };

  /** Looks whether something was said or applied elsewhere: in another view, from a cell. */
  readonly refresh = async (): Promise<void> => {
    if (this.snap.phase !== "ready" || this.snap.conversation.running) return;
    try {
      this.sessionId ??= (await ask(this.wires, (wire) => api.findSession(wire, this.workflowId)))?.id ?? null;
      await this.reload(true);
    } catch {
      return; // what is shown stays
    }
    if (this.snap.conversation.running) void this.attach();
  };

  /** Says something; whether it was taken. The answer is told by the snapshots. */
  readonly send = (text: string): Promise<boolean> =>
    new Promise((taken) => {
      if (this.snap.conversation.running && !this.snap.elsewhere) return taken(false);
      void this.turn(text, () => taken(true)).finally(() => taken(false));
    });

  /** Says once more what the user said last. */
  readonly retry = (): Promise<boolean> => {
    const said = this.snap.conversation.past.filter((item) => item.role === "user").at(-1);
    return said ? this.send(said.text.done.join("") + said.text.tail) : Promise.resolve(false);
  };

  readonly stop = async (): Promise<void> => {
    const id = this.sessionId;
    if (!id || this.snap.stopping) return;
    this.set({ stopping: true, problem: null });
    await this.tryWires((wire) => api.stopTurn(wire, id));
    this.set({ stopping: false });
  };

  readonly confirm = (confirmationId: string, approve: boolean): Promise<void> =>
    this.tryWires((wire) => api.confirm(wire, this.sessionId ?? "", confirmationId, approve));

  readonly answer = (questionId: string, text: string): Promise<void> =>
    this.tryWires((wire) => api.answerQuestion(wire, this.sessionId ?? "", questionId, text));

  readonly review = (messageId: string, only: api.Only): Promise<Review> =>
    ask(this.wires, (wire) => api.review(wire, this.sessionId ?? "", messageId, only));

  readonly apply = (messageId: string, before: Graph, only: api.Only): Promise<void> =>
    this.change(messageId, (wire, id) => api.apply(wire, id, messageId, before, only), true);

  readonly restore = (messageId: string, force: boolean): Promise<void> =>
    this.change(messageId, (wire, id) => api.restore(wire, id, messageId, force), false);

  readonly setModel = async (model: string): Promise<void> => {
    const { models } = this.snap;
    if (!models) return;
    this.set({ models: { ...models, model }, problem: null });
    try {
      const kept = await ask(this.wires, (wire) => api.setModel(wire, model));
      this.set({ models: { ...models, model: kept } });
    } catch (error) {
      this.set({ models, problem: words(error) });
    }
  };

  readonly dismiss = (): void => this.set({ problem: null });

  private async turn(text: string, taken: () => void): Promise<void> {
    this.attached?.abort();
    this.set({ problem: null, elsewhere: false });
    this.act({ type: "said", text, now: new Date().toISOString() });
    let silent: unknown;
    for (const wire of this.wires) {
      let begun = false;
      const open = () => {
        begun = true;
        this.via = wire.name;
      };
      const hear = (event: ChatEvent) => {
        this.hear(event, wire.name);
        if (event.event === "turn_start") taken();
      };
      try {
        this.sessionId ??= (await ask([wire], (one) => api.createSession(one, this.workflowId))).id;
        await (this.options.say ?? api.chat)(wire, this.sessionId, text, hear, this.closing.signal, open);
        return await this.ended();
      } catch (error) {
        if (begun) return this.ended();
        if (!isNobody(error)) return this.refused(error);
        silent = error;
      }
    }
    return this.refused(silent);
  }

  /** Nothing was said. Where another turn runs, that one is shown. */
  private async refused(error: unknown): Promise<void> {
    this.act({ type: "unsaid" });
    this.set({ problem: words(error) });
    if (!(error instanceof WireError && error.status === 409)) return;
    await this.reload().catch(() => {});
    if (this.snap.conversation.running) void this.attach();
  }

  /** A stream that ended before its turn did is taken up again. */
  private async ended(): Promise<void> {
    this.flush();
    const { past, running } = this.snap.conversation;
    const last = past.at(-1);
    if (isUnstored(last)) return this.refused(new WireError(409, last.error ?? "The turn did not begin."));
    if (running && !this.closing.signal.aborted) await this.attach();
  }

  /** Follows the turn that runs on whichever wire tells of it; else looks for its answer now and then. */
  private async attach(): Promise<void> {
    const id = this.sessionId;
    if (!id) return;
    this.attached?.abort();
    this.attached = new AbortController();
    const { signal } = this.attached;
    const goesOn = () => this.snap.conversation.running !== null && !signal.aborted;
    let wait = this.pace.firstWaitMs;
    while (goesOn()) {
      const via = await followTurn(this.wires, id, this.hear, signal, this.pace.nobodyMs);
      if (signal.aborted) return;
      this.flush();
      const gone = goesOn() ? await this.reload().catch(isGone) : undefined;
      if (gone) return this.set({ phase: "failed", problem: gone, elsewhere: false });
      if (!goesOn()) break;
      this.set({ elsewhere: via === null });
      await pause(wait);
      wait = via ? this.pace.firstWaitMs : Math.min(wait * 2, this.pace.longestWaitMs);
    }
    if (!signal.aborted) this.set({ elsewhere: false });
  }

  /** `idle`: only where nothing was said while it was asked for. */
  private async reload(idle = false): Promise<void> {
    const id = this.sessionId;
    if (!id) return;
    const messages = await ask(this.wires, (wire) => api.listMessages(wire, id));
    if (!(idle && this.snap.conversation.running)) this.act({ type: "messages", messages });
  }

  private async change(
    messageId: string,
    call: (wire: Wire, id: string) => Promise<api.Changed>,
    applied: boolean,
  ): Promise<void> {
    const { version, workflow } = await ask(this.wires, (wire) => call(wire, this.sessionId ?? ""));
    this.act({ type: "applied", messageId, version: applied ? version : null });
    this.options.changed?.(workflow);
  }

  /** Asks the wire that tells of the turn first; done when one of them says so. */
  private async tryWires(call: (wire: Wire) => Promise<unknown>): Promise<void> {
    let problem: string | null = null;
    for (const wire of firstOf(this.wires, this.via)) {
      try {
        if ((await call(wire)) !== false) return;
      } catch (error) {
        problem ??= words(error);
      }
    }
    if (problem) this.set({ problem });
  }

  private async extra<T>(call: (wire: Wire) => Promise<T>): Promise<T | null> {
    return ask(this.wires, call).catch(() => null); // the conversation does without
  }

  private readonly hear = (event: ChatEvent, via: Wire["name"]): void => {
    this.via = via;
    this.queue.push(event);
    if (this.queue.length === 1) nextFrame(this.flush, this.pace.frameMs);
  };

  private readonly flush = (): void => {
    const events = this.queue;
    this.queue = [];
    if (events.length) this.act({ type: "events", events });
  };

  private act(action: Action): void {
    this.set({ conversation: reduce(this.snap.conversation, action) });
  }

  private set(change: Partial<Talk>): void {
    if (this.closing.signal.aborted) return;
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}
