// One function per route of the explorer, over one wire; whoever reads it knows nothing of paths or of Arrow's bytes.
import { tableFromIPC } from "@uwdata/flechette";
import { type Asking, type Wire, WireError } from "../api/wire";
import type { Column, Relation, Shown, View } from "../model/types";
import type {
  Chart,
  ChartWish,
  Code,
  Export,
  ExportEvent,
  Lineage,
  Opened,
  Page,
  Past,
  Plan,
  ProfileEvent,
  RunEvent,
  Statement,
  TreeWish,
} from "./answers";
import type { Source, Tree } from "./nodes";

export type * from "./answers";

const EXPLORE = "/api/powa/explore";
const SOURCES = "/api/powa/sources";
const PROJECT: Source = { name: "project", kind: "duckdb" };

export class Client {
  /** `kernelId`: the notebook's kernel that is asked, where the wire leads to a server. */
  constructor(
    readonly wire: Wire,
    private readonly kernelId: string | null = null,
  ) {}

  /** The first is the project's own database. */
  async sources(): Promise<Source[]> {
    try {
      return ((await this.get(SOURCES)) as { sources: Source[] }).sources;
    } catch (error) {
      if (error instanceof WireError && error.status === 404) return [PROJECT]; // a kernel with an older version of ours
      throw error;
    }
  }

  async source(name: string): Promise<Source> {
    return (await this.get(`${SOURCES}/${encodeURIComponent(name)}`)) as Source;
  }

  async createSource(source: Record<string, unknown>): Promise<Source> {
    return (await this.post(SOURCES, source)) as Source;
  }

  async updateSource(name: string, change: Record<string, unknown>): Promise<Source> {
    const path = `${SOURCES}/${encodeURIComponent(name)}`;
    return (await this.wire.request("PATCH", path, this.at(change), { patient: true })) as Source;
  }

  async deleteSource(name: string): Promise<void> {
    await this.wire.request("DELETE", this.to(`${SOURCES}/${encodeURIComponent(name)}`));
  }

  /** Connects anew, and says what the role may do. */
  async testSource(name: string): Promise<Source> {
    return (await this.post(`${SOURCES}/${encodeURIComponent(name)}/test`, {})) as Source;
  }

  /** What is in a node, or (none) in the source itself. */
  async tree(source: string | null, node: Opened | null, wish: TreeWish = {}, signal?: AbortSignal): Promise<Tree> {
    const { kind = "source", path = [] } = node ?? {};
    const opened = kind === "view" ? "table" : kind;
    const query: Record<string, unknown> = { source, kind: opened, path: JSON.stringify(path), ...wish };
    return (await this.get(`${EXPLORE}/tree`, query, { signal })) as Tree;
  }

  async page(view: View, offset: number, limit: number, signal?: AbortSignal): Promise<Page> {
    const body = this.at({ view, offset, limit });
    return toPage(await this.wire.bytes("POST", `${EXPLORE}/page`, body, { signal, patient: true }));
  }

  async count(view: View, signal?: AbortSignal): Promise<{ row_count: number; milliseconds: number }> {
    return (await this.post(`${EXPLORE}/count`, { view }, signal)) as { row_count: number; milliseconds: number };
  }

  /** Settles when all is known, or when `signal` takes it back. */
  profile(
    view: View,
    wish: { columns?: string[]; bins?: number },
    onEvent: (event: ProfileEvent) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.stream("profile", { view, ...wish }, onEvent, signal);
  }

  run(statement: Statement, onEvent: (event: RunEvent) => void, signal?: AbortSignal): Promise<void> {
    return this.stream("run", { ...statement }, onEvent, signal);
  }

  async explain(statement: Statement, analyze = false, signal?: AbortSignal): Promise<Plan> {
    return (await this.post(`${EXPLORE}/explain`, { ...statement, analyze }, signal)) as Plan;
  }

  async format(statement: Statement): Promise<string> {
    return ((await this.post(`${EXPLORE}/format`, { ...statement })) as { sql: string }).sql;
  }

  async code(view: View, kind: Code): Promise<string> {
    return ((await this.post(`${EXPLORE}/code`, { view, kind })) as { code: string }).code;
  }

  export(wish: Export, onEvent: (event: ExportEvent) => void, signal?: AbortSignal): Promise<void> {
    return this.stream("export", { ...wish }, onEvent, signal);
  }

  async chart(view: View, wish: ChartWish = {}, signal?: AbortSignal): Promise<Chart> {
    return (await this.post(`${EXPLORE}/chart`, { view, ...wish }, signal)) as Chart;
  }

  async lineage(relation: Relation, signal?: AbortSignal): Promise<Lineage> {
    return (await this.post(`${EXPLORE}/lineage`, { relation }, signal)) as Lineage;
  }

  async history(limit = 50, offset = 0): Promise<Past[]> {
    return ((await this.get(`${EXPLORE}/history`, { limit, offset })) as { queries: Past[] }).queries;
  }

  async clearHistory(): Promise<void> {
    await this.wire.request("DELETE", this.to(`${EXPLORE}/history`));
  }

  private stream<E>(
    verb: string,
    body: Record<string, unknown>,
    onEvent: (event: E) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const path = `${EXPLORE}/${verb}`;
    return this.wire.stream("POST", path, this.at(body), (event) => onEvent(event as E), signal);
  }

  private get(path: string, query: Record<string, unknown> = {}, asking: Asking = {}): Promise<unknown> {
    return this.wire.request("GET", this.to(path, query), null, { ...asking, patient: true });
  }

  private post(path: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
    return this.wire.request("POST", path, this.at(body), { signal, patient: true });
  }

  private to(path: string, query: Record<string, unknown> = {}): string {
    const said = Object.entries({ ...query, kernel_id: this.kernelId }).filter(([, value]) => value != null);
    const text = new URLSearchParams(said.map(([key, value]) => [key, String(value)])).toString();
    return text ? `${path}?${text}` : path;
  }

  private at(body: Record<string, unknown>): Record<string, unknown> {
    return this.kernelId ? { ...body, kernel_id: this.kernelId } : body;
  }
}

/** How Arrow becomes values: nothing loses digits, so integers, decimals and times of 64 bits and more are BigInts. */
export const READING = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true, useDate: false } as const;

const NOTHING: Shown = { columns: [], offset: 0, row_count: null, exact: false, more: false, milliseconds: 0, sql: "" };

/** What an Arrow stream of rows holds; what is told of them travels in its schema's metadata. */
export function toPage(bytes: ArrayBuffer): Page {
  const table = tableFromIPC(new Uint8Array(bytes), READING);
  const told = table.schema.metadata?.get("powa");
  const columns: Column[] = table.schema.fields.map(({ name, nullable }) => ({
    name,
    type: "",
    nullable,
    default: null,
    comment: null,
  }));
  return { shown: told ? (JSON.parse(told) as Shown) : { ...NOTHING, columns }, table };
}

/** All rows of a relation. */
export function viewOf(relation: Relation): View {
  return { relation, filters: [], orders: [], columns: null };
}
