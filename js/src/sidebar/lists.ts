// What the sidebar lists: each section asks one route and makes rows of its answer.
import type { Wire } from "../api/wire";
import { WireError } from "../api/wire";
import { words } from "../api/wires";
import type { DataSource, Dataset, ExecutionRow, SqlAgent, WorkflowRow } from "./answers";

export type Kind = "workflow" | "execution" | "agent" | "source" | "dataset";

export interface Row {
  id: string;
  name: string;
  /** What is said beside the name. */
  note: string;
  /** How a run goes, for its colour. */
  status?: ExecutionRow["status"];
  /** The workflow that is opened for it. */
  workflow?: string;
}

interface Section {
  kind: Kind;
  title: string;
  empty: string;
  rows(wire: Wire): Promise<Row[]>;
}

async function get<T>(wire: Wire, path: string): Promise<T> {
  return (await wire.request("GET", path)) as T;
}

const plural = (count: number, word: string) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

export function workflowRow({ id, name, state, execution_count }: WorkflowRow): Row {
  const ran = execution_count ? plural(execution_count, "run") : "";
  return { id, name, note: [state === "deployed" ? "deployed" : "", ran].filter(Boolean).join(" · "), workflow: id };
}

export function executionRow({ id, workflow_id, workflow_name, status, created_at }: ExecutionRow): Row {
  const at = new Date(created_at);
  const today = at.toDateString() === new Date().toDateString();
  const when = today ? at.toLocaleTimeString([], { timeStyle: "short" }) : at.toLocaleDateString();
  return { id, name: workflow_name, note: `${status} · ${when}`, status, workflow: workflow_id };
}

export const SECTIONS: readonly Section[] = [
  {
    kind: "workflow",
    title: "Workflows",
    empty: "No workflow yet.",
    rows: async (wire) => {
      const path = "/api/workflows?sort=updated_at&limit=100";
      return (await get<{ workflows: WorkflowRow[] }>(wire, path)).workflows.map(workflowRow);
    },
  },
  {
    kind: "execution",
    title: "Executions",
    empty: "Nothing has run yet.",
    rows: async (wire) =>
      (await get<{ executions: ExecutionRow[] }>(wire, "/api/powa/executions?limit=20")).executions.map(executionRow),
  },
  {
    kind: "agent",
    title: "SQL agents",
    empty: "No agent yet.",
    rows: async (wire) =>
      (await get<SqlAgent[]>(wire, "/copilot/v1/agent/")).map(({ id, name, status }) => ({ id, name, note: status })),
  },
  {
    kind: "source",
    title: "Data sources",
    empty: "No data source yet.",
    rows: async (wire) =>
      (await get<{ sources: DataSource[] }>(wire, "/api/powa/sources")).sources.map(({ id, name, kind }) => ({
        id,
        name,
        note: kind,
      })),
  },
  {
    kind: "dataset",
    title: "Datasets",
    empty: "No run has written a dataset yet.",
    rows: async (wire) =>
      (await get<{ datasets: Dataset[] }>(wire, "/api/powa/datasets?limit=100")).datasets
        .filter(({ replaced_by }) => !replaced_by)
        .map(({ id, name, rows, workflow_id }) => ({ id, name, note: plural(rows, "row"), workflow: workflow_id })),
  },
];

export interface Listed {
  phase: "loading" | "ready" | "failed";
  rows: readonly Row[];
  problem: string | null;
}

const LOADING: Listed = { phase: "loading", rows: [], problem: null };
const ABSENT =
  "jupyter_powa is not running in this Jupyter server. Ask whoever runs it to enable its server extension.";

/** What is listed, section by section; one that fails keeps the others. */
export class Lists {
  private snap: Readonly<Record<Kind, Listed>>;
  private readonly listeners = new Set<() => void>();
  private asked = 0;
  private closed = false;

  constructor(private readonly wire: Wire) {
    this.snap = Object.fromEntries(SECTIONS.map(({ kind }) => [kind, LOADING])) as Record<Kind, Listed>;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = () => this.snap;

  /** Of several that overlap the last one counts. */
  readonly load = async (): Promise<void> => {
    this.asked += 1;
    const number = this.asked;
    await Promise.all(
      SECTIONS.map(async ({ kind, rows }) => {
        const listed = await rows(this.wire).then(
          (found): Listed => ({ phase: "ready", rows: found, problem: null }),
          (error): Listed => ({ phase: "failed", rows: [], problem: said(error) }),
        );
        if (number === this.asked && !this.closed) this.set({ ...this.snap, [kind]: listed });
      }),
    );
  };

  close(): void {
    this.closed = true;
    this.listeners.clear();
  }

  private set(snap: Readonly<Record<Kind, Listed>>): void {
    this.snap = snap;
    for (const listener of this.listeners) listener();
  }
}

function said(error: unknown): string {
  return error instanceof WireError && error.status === 404 ? ABSENT : words(error);
}

/** Whether the server has nothing of ours at all: said once, in place of every section. */
export function absent(snap: Readonly<Record<Kind, Listed>>): string | null {
  return SECTIONS.every(({ kind }) => snap[kind].problem === ABSENT) ? ABSENT : null;
}

export function found(rows: readonly Row[], query: string): readonly Row[] {
  const asked = query.trim().toLocaleLowerCase();
  return asked ? rows.filter(({ name, note }) => `${name} ${note}`.toLocaleLowerCase().includes(asked)) : rows;
}
