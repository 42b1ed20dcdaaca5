// What is known of the sources' tables: read as branches are opened, searched by the server, kept outside of React.
import { isTakenBack } from "../api/wire";
import { words } from "../api/wires";
import type { Client } from "./client";
import { type NodeKind, type Place, places, type TreeNode } from "./nodes";
import { Store } from "./store";

/** The children of one place in the tree. */
export interface Branch {
  nodes: TreeNode[];
  more: boolean;
  state: "loading" | "ready" | "failed";
  problem: string | null;
}

export interface Known {
  phase: "loading" | "ready" | "failed";
  problem: string | null;
  places: Place[];
  branches: Readonly<Record<string, Branch>>;
  open: ReadonlySet<string>;
  /** What is searched for; empty: the tree itself is shown. */
  q: string;
  /** What the search found, by source. */
  found: Readonly<Record<string, Branch>>;
}

const AT_FIRST: Known = {
  phase: "loading",
  problem: null,
  places: [],
  branches: {},
  open: new Set(),
  q: "",
  found: {},
};
const LOADING: Branch = { nodes: [], more: false, state: "loading", problem: null };

/** Nodes that one request gives, and what a search shows of each source. */
const PAGE = 1000;
const FOUND = 100;
const TYPING_MS = 180;

/** What a key leads to: a source, or a node below it. */
interface Spot {
  ref: string | null;
  kind: "source" | NodeKind;
  path: string[];
}

export function keyOf(ref: string | null, node?: Pick<TreeNode, "kind" | "path">): string {
  return JSON.stringify([ref, node?.kind ?? "source", ...(node?.path ?? [])]);
}

function spotOf(key: string): Spot {
  const [ref, kind, ...path] = JSON.parse(key) as [string | null, Spot["kind"], ...string[]];
  return { ref, kind, path };
}

const IN_GROUPS = new Set<Spot["kind"]>(["group", "variable", "file"]);

/** Whether that key is of the place itself or of something in it. */
function within(key: string, outer: string): boolean {
  if (key === outer) return true;
  const [one, place] = [spotOf(key), spotOf(outer)];
  if (one.ref !== place.ref || place.kind === "source") return one.ref === place.ref;
  return (
    !IN_GROUPS.has(one.kind) && !IN_GROUPS.has(place.kind) && place.path.every((part, at) => one.path[at] === part)
  );
}

export class TreeStore extends Store<Known> {
  private readonly closing = new AbortController();
  private searching: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Client,
    private readonly typingMs = TYPING_MS,
  ) {
    super(AT_FIRST);
  }

  close(): void {
    this.closing.abort();
    this.searching?.abort();
    clearTimeout(this.timer);
    this.leave();
  }

  /** Reads the sources, and opens the first of them. */
  readonly load = async (): Promise<void> => {
    this.set({ phase: "loading", problem: null });
    try {
      const found = places(await this.client.sources());
      this.set({ phase: "ready", places: found });
    } catch (error) {
      return this.set({ phase: "failed", problem: words(error) });
    }
    const [first] = this.value.places;
    if (first && !this.value.open.size) await this.show(keyOf(first.ref));
  };

  /** A source that has a single schema shows what is in it at once. */
  readonly show = async (key: string): Promise<void> => {
    if (!this.value.open.has(key)) this.set({ open: new Set([...this.value.open, key]) });
    if (!this.value.branches[key]) await this.read(key);
    const { nodes = [] } = this.value.branches[key] ?? {};
    const [only, ...others] = nodes.filter((node) => node.kind === "schema");
    if (only && !others.length) await this.show(keyOf(spotOf(key).ref, only));
  };

  readonly hide = (key: string): void => {
    this.set({ open: new Set([...this.value.open].filter((one) => one !== key)) });
  };

  readonly toggle = (key: string): void => {
    if (this.value.open.has(key)) this.hide(key);
    else void this.show(key);
  };

  /** Reads the next children of a place that has more than one request gives. */
  readonly more = async (key: string): Promise<void> => {
    const branch = this.value.branches[key];
    if (branch?.more && branch.state === "ready") await this.read(key);
  };

  /** Forgets what was read there and below, and reads anew what is open. */
  readonly refresh = async (key: string): Promise<void> => {
    const kept = Object.entries(this.value.branches).filter(([one]) => !within(one, key));
    this.set({ branches: Object.fromEntries(kept) });
    const again = [...this.value.open].filter((one) => within(one, key));
    await Promise.all(again.map((one) => this.read(one)));
  };

  readonly refreshAll = async (): Promise<void> => {
    await this.load();
    await Promise.all(this.value.places.map((place) => this.refresh(keyOf(place.ref))));
  };

  readonly search = (q: string): void => {
    this.searching?.abort();
    clearTimeout(this.timer);
    const wanted = q.trim();
    this.set(wanted ? { q } : { q, found: {} });
    if (wanted) this.timer = setTimeout(() => this.find(wanted), this.typingMs);
  };

  private find(q: string): void {
    this.searching = new AbortController();
    const { signal } = this.searching;
    this.set({ found: Object.fromEntries(this.value.places.map(({ ref }) => [keyOf(ref), LOADING])) });
    for (const { ref } of this.value.places) void this.findIn(ref, q, signal);
  }

  /** Sources answer one by one: a slow one keeps nobody waiting. */
  private async findIn(ref: string | null, q: string, signal: AbortSignal): Promise<void> {
    const tell = (branch: Branch) => {
      if (!signal.aborted) this.set({ found: { ...this.value.found, [keyOf(ref)]: branch } });
    };
    try {
      const { nodes, more } = await this.client.tree(ref, null, { q, limit: FOUND }, signal);
      tell({ nodes, more, state: "ready", problem: null });
    } catch (error) {
      tell({ ...LOADING, state: "failed", problem: words(error) });
    }
  }

  private async read(key: string): Promise<void> {
    const before = this.value.branches[key] ?? LOADING;
    this.put(key, { ...before, state: "loading", problem: null });
    const { ref, kind, path } = spotOf(key);
    const offset = before.nodes.length;
    try {
      const { nodes, more } = await this.client.tree(ref, { kind, path }, { offset, limit: PAGE }, this.closing.signal);
      this.put(key, { nodes: [...before.nodes, ...nodes], more, state: "ready", problem: null });
    } catch (error) {
      if (!isTakenBack(error)) this.put(key, { ...before, state: "failed", problem: words(error) });
    }
  }

  private put(key: string, branch: Branch): void {
    this.set({ branches: { ...this.value.branches, [key]: branch } });
  }
}
