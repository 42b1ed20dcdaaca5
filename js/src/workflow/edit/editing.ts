// A graph while somebody edits it: undo and redo, the checker's view of it, and drafts that save themselves.
import * as client from "../../api/client";
import { type Wire, WireError } from "../../api/wire";
import { ask, words } from "../../api/wires";
import type { Problem, Workflow } from "../../model/types";
import type { Live } from "../live";
import type { Graph } from "./graph";
import { beginning, type History, recorded, redone, undone } from "./history";

export interface Editing {
  /** Whether the graph is open for editing. */
  on: boolean;
  graph: Graph;
  canUndo: boolean;
  canRedo: boolean;
  problems: readonly Problem[];
  /** The ways out of each block, by its id, as the checker knows them. */
  handles: Readonly<Record<string, string[]>>;
  saving: boolean;
  unsaved: boolean;
  /** Why the last deed was not done, in words. */
  trouble: string | null;
  /** What somebody else has saved meanwhile: theirs or ours has to be chosen. */
  theirs: Workflow | null;
}

interface Pace {
  /** Milliseconds after the last change: until it is checked, and until it is saved. */
  checkMs: number;
  saveMs: number;
}

const PACE: Pace = { checkMs: 150, saveMs: 900 };
const NOTHING: Graph = { blocks: [], edges: [] };
const CLOSED: Editing = {
  on: false,
  graph: NOTHING,
  canUndo: false,
  canRedo: false,
  problems: [],
  handles: {},
  saving: false,
  unsaved: false,
  trouble: null,
  theirs: null,
};

export class Editor {
  private snap = CLOSED;
  private history: History<Graph> = beginning(NOTHING);
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The version that the drawing stands on, and the graph as it was saved there. */
  private base = 0;
  private saved: Graph = NOTHING;
  private saving: Promise<void> | null = null;
  private checks = 0;
  private readonly unlisten: () => void;

  constructor(
    private readonly wires: Wire[],
    private readonly live: Live,
    private readonly pace = PACE,
  ) {
    this.unlisten = live.subscribe(this.heard);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Editing => this.snap;

  readonly begin = (): void => {
    const workflow = this.live.snapshot().known.workflow;
    if (!workflow || this.snap.on) return;
    this.base = workflow.version;
    this.saved = { blocks: workflow.blocks, edges: workflow.edges };
    this.history = beginning(this.saved);
    this.set({ ...CLOSED, on: true });
    this.look();
    this.later("check", 0, this.check);
  };

  /** Saves what is not saved yet, and closes; stays open where that fails. */
  readonly finish = async (): Promise<void> => {
    await this.save();
    if (!this.snap.unsaved) this.set(CLOSED);
  };

  /** Takes a changed graph. `about`: steps about the same thing, one after the other, are undone together. */
  readonly apply = (next: Graph, about = ""): void => {
    this.step(recorded(this.history, next, about, Date.now()));
  };

  readonly undo = (): void => this.step(undone(this.history));

  readonly redo = (): void => this.step(redone(this.history));

  /** References follow, wherever they stand: so the server does it. Resolves to why it was not done, or null. */
  readonly rename = async (id: string, name: string): Promise<string | null> => {
    const before = this.history.now;
    const edits = { update_blocks: [{ id, name }] };
    try {
      const judged = await ask(this.wires, (wire) => client.judge(wire, before, edits));
      const refused = judged.skipped[0];
      if (refused) return refused.message;
      if (this.history.now !== before) return "Something else was changed meanwhile: try again.";
      this.apply({ blocks: judged.blocks, edges: judged.edges });
      return null;
    } catch (error) {
      return words(error);
    }
  };

  /** Asks about what is edited: by its id, and the version that the drawing stands on. */
  readonly ask = <T>(call: (wire: Wire, id: string, version: number) => Promise<T>): Promise<T> =>
    ask(this.wires, (wire) => call(wire, this.live.snapshot().known.workflow?.id ?? "", this.base));

  /** What is saved and known elsewhere is known here. */
  readonly refresh = (): Promise<void> => this.live.load();

  readonly complain = (trouble: string): void => this.set({ trouble });

  readonly dismiss = (): void => this.set({ trouble: null });

  readonly save = async (): Promise<void> => {
    this.cancel("save");
    while (this.saving) await this.saving;
    if (!this.snap.on || this.snap.theirs || this.history.now === this.saved) return;
    this.saving = this.put(this.history.now).finally(() => {
      this.saving = null;
    });
    await this.saving;
  };

  /** What somebody else saved takes the place of this; undo brings this back. */
  readonly takeTheirs = (): void => {
    const theirs = this.snap.theirs;
    if (!theirs) return;
    this.standOn(theirs);
    this.set({ theirs: null });
    this.apply(this.saved);
  };

  /** This replaces what somebody else saved. */
  readonly keepOurs = async (): Promise<void> => {
    const theirs = this.snap.theirs;
    if (!theirs) return;
    this.standOn(theirs);
    this.set({ theirs: null });
    await this.save();
  };

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    if (this.snap.unsaved) void this.save(); // the page may go, what was drawn must not
    this.unlisten();
    this.listeners.clear();
  }

  private async put(graph: Graph): Promise<void> {
    const { workflow } = this.live.snapshot().known;
    if (!workflow) return;
    this.set({ saving: true, trouble: null });
    try {
      const { version } = await ask(this.wires, (wire) => client.saveGraph(wire, workflow.id, graph, this.base));
      this.base = version;
      this.saved = graph;
      this.live.take({ ...workflow, ...graph, version });
    } catch (error) {
      if (error instanceof WireError && error.code === "version_conflict") await this.meet(workflow.id);
      else this.set({ trouble: `This is not saved: ${words(error)}` });
    }
    this.set({ saving: false });
    this.look();
  }

  private async meet(id: string): Promise<void> {
    try {
      this.set({ theirs: await ask(this.wires, (wire) => client.getWorkflow(wire, id)) });
    } catch (error) {
      this.set({ trouble: `This is not saved: ${words(error)}` });
    }
  }

  private standOn(workflow: Workflow): void {
    this.base = workflow.version;
    this.saved = { blocks: workflow.blocks, edges: workflow.edges };
    this.live.take(workflow);
  }

  /** Somebody else has saved: where nothing of ours is unsaved, theirs is a step like any other. */
  private readonly heard = (): void => {
    const workflow = this.live.snapshot().known.workflow;
    if (!this.snap.on || !workflow || this.saving || workflow.version <= this.base) return;
    if (this.history.now !== this.saved) return; // told when ours is saved
    this.base = workflow.version;
    this.saved = { blocks: workflow.blocks, edges: workflow.edges };
    this.step(recorded(this.history, this.saved, "", Date.now()));
  };

  private step(history: History<Graph>): void {
    if (history === this.history) return;
    this.history = history;
    this.look();
    this.later("check", this.pace.checkMs, this.check);
    this.later("save", this.pace.saveMs, this.save);
  }

  private readonly check = async (): Promise<void> => {
    this.checks += 1;
    const number = this.checks;
    try {
      const judged = await ask(this.wires, (wire) => client.judge(wire, this.history.now));
      if (number === this.checks) this.set({ problems: judged.problems, handles: judged.handles });
    } catch (error) {
      if (number === this.checks) this.set({ trouble: words(error) });
    }
  };

  private look(): void {
    const { past, now, future } = this.history;
    const unsaved = now !== this.saved;
    this.set({ graph: now, canUndo: past.length > 0, canRedo: future.length > 0, unsaved });
  }

  private later(what: string, ms: number, deed: () => Promise<void>): void {
    this.cancel(what);
    this.timers.set(
      what,
      setTimeout(() => void deed(), ms),
    );
  }

  private cancel(what: string): void {
    clearTimeout(this.timers.get(what));
    this.timers.delete(what);
  }

  private set(change: Partial<Editing>): void {
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}
