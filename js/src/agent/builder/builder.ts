// What a builder holds: the draft, what is published, and what was found out about both. Nothing changes but by publish.
import { WireError } from "../../api/wire";
import { words } from "../../api/wires";
import type { AgentDraft, Chat, ColumnProfile, SqlAgent } from "../../model/types";
import type { Client, Evaluation, Model, Source } from "./client";
import { blank, partsOf, same, withTable } from "./draft";

export interface Test {
  prompt: string;
  /** null: nothing is published yet; text: why there is no answer. */
  published: Chat | string | null;
  draft: Chat | string;
}
export interface State {
  phase: "loading" | "ready" | "failed";
  /** Why the builder itself could not begin. */
  failure: string;
  draft: AgentDraft;
  /** What the draft began from. */
  base: AgentDraft;
  agent: SqlAgent | null;
  sources: Source[];
  models: Model[];
  /** Every table of the source; null: not known so far. */
  tables: string[] | null;
  lost: string[];
  /** What is being done. */
  busy: string;
  problem: string;
  said: string;
  /** The agent was changed elsewhere: it can only be published over that. */
  outdated: boolean;
  profiles: ReadonlyMap<string, ReadonlyMap<string, ColumnProfile>>;
  test: Test | null;
  evaluation: Evaluation | null;
}
export interface Begin {
  agentId: string;
  name: string;
  datasourceId: string;
  /** What was edited before a reload. */
  draft: AgentDraft | null;
}
type Keep = (agentId: string, draft: AgentDraft | null) => void;

export class Builder {
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private snap: State;

  constructor(
    private readonly client: Client,
    private readonly begun: Begin,
    private readonly keep: Keep,
  ) {
    const draft = blank(begun.name, begun.datasourceId);
    const nothing = { failure: "", lost: [], busy: "", problem: "", said: "", outdated: false, tables: null };
    const found = { agent: null, sources: [], models: [], profiles: new Map(), test: null, evaluation: null };
    this.snap = { phase: "loading", draft, base: draft, ...nothing, ...found };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): State => this.snap;

  get wire() {
    return this.client.wire;
  }

  readonly load = async (): Promise<void> => {
    this.set({ phase: "loading", failure: "" });
    try {
      const id = this.begun.draft?.agent_id || this.begun.agentId;
      const [sources, models, agent, stored] = await Promise.all([
        this.client.sources(),
        this.client.models(),
        id ? this.client.agent(id) : null,
        id ? this.client.begin(id) : this.snap.base,
      ]);
      this.set({ phase: "ready", sources, models, agent, base: stored, draft: this.begun.draft ?? stored });
    } catch (error) {
      this.set({ phase: "failed", failure: words(error) });
      return;
    }
    await Promise.all([this.readTables(), this.fit()]);
  };

  /** Another draft; it is kept where a reload finds it. */
  readonly edit = (draft: AgentDraft): void => {
    this.set({ draft, said: "", evaluation: null });
    this.keep(draft.agent_id ?? "", this.dirty ? draft : null);
  };

  get dirty(): boolean {
    return !same(this.snap.draft, this.snap.base);
  }

  readonly choose = async (table: string): Promise<void> => {
    const before = this.snap.draft;
    this.edit(withTable(before, table));
    if (!(await this.fit())) this.edit(before);
  };

  readonly chooseSource = async (id: string): Promise<void> => {
    this.edit({ ...blank(this.snap.draft.name, id), model: this.snap.draft.model });
    await this.readTables();
  };

  readonly discard = (): void => {
    this.set({ outdated: false, problem: "", test: null });
    this.edit(this.snap.base);
    void this.fit();
  };

  readonly generate = (): Promise<boolean> =>
    this.attempt("Reading the tables…", async () => {
      this.edit(await this.client.generate(this.snap.draft));
      return "What was empty is filled in. Nothing holds before you publish it.";
    });

  readonly publish = (over = false): Promise<boolean> =>
    this.attempt("Publishing…", async () => {
      const agent = await this.client.publish(this.snap.draft, over);
      const base = await this.client.begin(agent.id);
      this.set({ agent, base, outdated: false });
      this.edit(base);
      this.keep(agent.id, null);
      return `${agent.name} is published.`;
    });

  readonly rebuild = (): Promise<boolean> =>
    this.attempt("Making the index…", async () => {
      const id = this.snap.agent?.id ?? "";
      const clean = !this.dirty;
      await this.client.rebuild(id);
      const [agent, base] = await Promise.all([this.client.agent(id), this.client.begin(id)]);
      this.set(clean ? { agent, base, draft: base, lost: [] } : { agent, base });
      if (!clean) this.edit({ ...this.snap.draft, version: base.version });
      return "The index is made anew.";
    });

  readonly evaluate = (): Promise<boolean> =>
    this.attempt("Asking the golden questions…", async () => {
      this.set({ evaluation: await this.client.evaluate(this.snap.draft) });
      return "";
    });

  /** The same question to the agent as it is published and to the draft. */
  readonly ask = (prompt: string): Promise<boolean> =>
    this.attempt(`Asking: ${prompt}`, async () => {
      const { agent, draft } = this.snap;
      const [published, drafted] = await Promise.all([
        agent ? this.client.ask(agent.id, prompt).catch(words) : null,
        this.client.askDraft(draft, prompt).catch(words),
      ]);
      this.set({ test: { prompt, published, draft: drafted } });
      return "";
    });

  readonly profile = async (table: string): Promise<void> => {
    if (this.snap.profiles.has(table)) return;
    this.take(table, []);
    const own = this.snap.sources.find((one) => one.id === this.snap.draft.datasource_id);
    const source = own?.type === "SYSTEM" ? null : this.snap.draft.datasource_id;
    try {
      await this.client.profile(
        source,
        partsOf(table),
        (event) => {
          if (event.type === "profile") this.take(table, event.columns);
        },
        this.closing.signal,
      );
    } catch {
      // a profile is a help: without one, everything else is still there
    }
  };

  close(): void {
    this.closing.abort();
    this.listeners.clear();
  }

  private take(table: string, columns: ColumnProfile[]): void {
    const known = new Map(this.snap.profiles.get(table));
    for (const column of columns) known.set(column.name, column);
    this.set({ profiles: new Map(this.snap.profiles).set(table, known) });
  }

  private async readTables(): Promise<void> {
    this.set({ tables: null });
    await this.attempt("", async () => {
      this.set({ tables: await this.client.tables(this.snap.draft.datasource_id) });
      return "";
    });
  }

  /** Every column that the chosen tables have; what is edited meanwhile is fitted the next time. */
  private fit(): Promise<boolean> {
    if (!this.snap.draft.tables.length) return Promise.resolve(true);
    const asked = this.snap.draft;
    return this.attempt("", async () => {
      const { draft, lost } = await this.client.fit(asked);
      if (this.snap.draft === asked) {
        const clean = !this.dirty && !lost.length;
        this.set(clean ? { draft, base: draft, lost } : { draft, lost });
        this.keep(draft.agent_id ?? "", this.dirty ? draft : null);
      }
      return "";
    });
  }

  private async attempt(busy: string, work: () => Promise<string>): Promise<boolean> {
    this.set({ busy: busy || this.snap.busy, problem: "", ...(busy ? { said: "" } : {}) });
    try {
      const said = await work();
      this.set(busy ? { busy: "", said } : {});
      return true;
    } catch (error) {
      const outdated = error instanceof WireError && error.code === "draft_outdated";
      this.set({ ...(busy ? { busy: "" } : {}), problem: words(error), ...(outdated ? { outdated } : {}) });
      return false;
    }
  }

  private set(change: Partial<State>): void {
    if (this.closing.signal.aborted) return;
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}
