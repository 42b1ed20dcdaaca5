// The rows of a view, a block at a time: asked for as they come into sight, a little ahead, and no longer when gone by.
import type { DataType, Table } from "@uwdata/flechette";
import { words } from "../../api/wires";
import type { Shown, View } from "../../model/types";
import type { Client, Page } from "../client";
import { textOf } from "./cell";

/** Cells of a block: what a page weighs when columns are many. */
const BLOCK_CELLS = 8_000;
const FEWEST_ROWS = 50;
const MOST_ROWS = 400;
/** The first one is small, so that something is seen at once. */
export const FIRST_ROWS = 100;
const KEPT_BLOCKS = 60;
const FLYING_MS = 60;

export type Source = Pick<Client, "page" | "count">;

/** Rows that have come, in one page or in several, with their texts as far as they were looked at. */
export class Block {
  private readonly texts = new Map<string, (string | null)[]>();
  private readonly words: Map<string, string>;
  private readonly parts: { from: number; table: Table }[];

  constructor(
    readonly start: number,
    page: Page,
  ) {
    this.words = new Map(page.shown.columns.map((column) => [column.name, column.type]));
    this.parts = [{ from: start, table: page.table }];
  }

  /** The first row that is not here. */
  get end(): number {
    const last = this.parts.at(-1);
    return last ? last.from + last.table.numRows : this.start;
  }

  /** A page had no room for all rows that were asked for: here are the next ones. */
  add(page: Page): void {
    this.parts.push({ from: this.end, table: page.table });
  }

  type(name: string): DataType | null {
    return this.parts[0]?.table.getChild(name)?.type ?? null;
  }

  value(name: string, row: number): unknown {
    const part = this.parts.find(({ from, table }) => row >= from && row < from + table.numRows);
    return part?.table.getChild(name)?.at(row - part.from);
  }

  /** None where the value is null. */
  text(name: string, row: number): string | null {
    const known = this.texts.get(name) ?? [];
    this.texts.set(name, known);
    const index = row - this.start;
    const text = known[index];
    if (text !== undefined) return text;
    const type = this.type(name);
    const made = type ? textOf(this.value(name, row), type, this.words.get(name)) : null;
    known[index] = made;
    return made;
  }
}

export interface PagesState {
  shown: Shown | null;
  rows: number;
  exact: boolean;
  /** Whether rows were asked for and nothing has come so far. */
  loading: boolean;
  error: string | null;
}

export class Pages {
  private readonly blocks = new Map<number, Block>();
  private readonly asked = new Map<number, AbortController>();
  private readonly closing = new AbortController();
  private blockRows = FIRST_ROWS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;
  private wanted: { from: number; to: number } | null = null;
  private stopped = false;
  state: PagesState = { shown: null, rows: 0, exact: false, loading: true, error: null };

  constructor(
    private readonly client: Source,
    readonly view: View,
    private readonly onChange: (pages: Pages) => void,
    first: Page | null = null,
  ) {
    if (first) this.take(first, 0, 0, false);
  }

  /** Asks for the first rows; later rows are asked for by `want`. */
  async open(): Promise<void> {
    await this.load(0);
    if (!this.state.exact && this.state.shown && !this.stopped) void this.count();
  }

  close(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.closing.abort();
    for (const one of this.asked.values()) one.abort();
    this.asked.clear();
  }

  readonly retry = (): void => {
    this.set({ error: null, loading: true });
    void this.open();
  };

  /** The block that holds a row, where it has come. */
  block(row: number): Block | undefined {
    const block = this.blocks.get(this.startOf(row));
    return block && row < block.end ? block : undefined;
  }

  /** Rows that are in sight now: asks for what has not come, and for what comes next in that direction. */
  want(from: number, to: number): void {
    if (this.stopped || !this.state.shown || !this.state.rows) return;
    const screen = Math.max(1, to - from);
    const flying = Math.abs(from - this.last) > 4 * screen;
    const ahead = from >= this.last ? to + screen : from - screen;
    const same = this.wanted?.from === from && this.wanted.to === to;
    this.last = from;
    if (this.timer !== undefined && same) return; // the table says it more than once while it draws
    this.wanted = { from, to };
    clearTimeout(this.timer);
    this.timer = undefined;
    const ask = () => {
      this.timer = undefined;
      this.ask(from, to, ahead);
    };
    if (flying && this.missing(from, to).length) this.timer = setTimeout(ask, FLYING_MS);
    else ask();
  }

  /** Whether these columns are all here. */
  covers(columns: readonly string[]): boolean {
    const here = new Set(this.state.shown?.columns.map((column) => column.name));
    return here.size > 0 && columns.every((name) => here.has(name));
  }

  private ask(from: number, to: number, ahead: number): void {
    const needed = this.missing(from, to);
    const next = this.missing(Math.min(ahead, from), Math.max(ahead, to));
    const wanted = new Set([...needed, ...next]);
    for (const [start, control] of this.asked) {
      if (wanted.has(start)) continue;
      control.abort();
      this.asked.delete(start);
    }
    for (const start of [...needed, ...next]) if (!this.asked.has(start)) void this.load(start);
  }

  private missing(from: number, to: number): number[] {
    const starts: number[] = [];
    const end = Math.min(to, this.state.rows);
    for (let row = Math.max(0, from); row < end; ) {
      const start = this.startOf(row);
      const here = this.blocks.get(start)?.end ?? start;
      if (here < Math.min(start + this.rowsAt(start), this.state.rows)) starts.push(start);
      row = start + this.rowsAt(start);
    }
    return starts;
  }

  private startOf(row: number): number {
    if (row < FIRST_ROWS) return 0;
    return FIRST_ROWS + Math.floor((row - FIRST_ROWS) / this.blockRows) * this.blockRows;
  }

  private rowsAt(start: number): number {
    return start ? this.blockRows : FIRST_ROWS;
  }

  /** A page may have room for fewer rows than a block has: the rest is asked for after it. */
  private async load(start: number): Promise<void> {
    const control = new AbortController();
    this.asked.set(start, control);
    const gone = () => control.signal.aborted || this.stopped;
    const from = start === 0 ? 0 : (this.blocks.get(start)?.end ?? start);
    try {
      for (let at = from, end = start + this.rowsAt(start); at < end; ) {
        const page = await this.client.page(this.view, at, end - at, control.signal);
        if (gone()) return;
        this.take(page, start, at);
        if (!page.table.numRows || !page.shown.more) break;
        at += page.table.numRows;
      }
    } catch (error) {
      if (!gone()) this.set({ error: words(error), loading: false });
    } finally {
      if (this.asked.get(start) === control) this.asked.delete(start);
    }
  }

  private take(page: Page, start: number, at: number, answered = true): void {
    const { shown } = page;
    if (at === 0 && answered) {
      const fitting = Math.floor(BLOCK_CELLS / Math.max(1, shown.columns.length));
      this.blockRows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, fitting));
    }
    const known = at > start ? this.blocks.get(start) : undefined;
    this.blocks.delete(start);
    this.blocks.set(start, known ?? new Block(start, page));
    known?.add(page);
    for (const old of [...this.blocks.keys()].slice(0, Math.max(0, this.blocks.size - KEPT_BLOCKS))) {
      if (old !== 0) this.blocks.delete(old);
    }
    const { rows, exact } = this.counted(page, at);
    this.set({ shown: at === 0 ? shown : (this.state.shown ?? shown), rows, exact, loading: false, error: null });
  }

  /** How many rows there are, as far as a page tells. */
  private counted({ shown, table }: Page, start: number): { rows: number; exact: boolean } {
    const reached = start + table.numRows;
    if (!shown.more) return { rows: reached, exact: table.numRows > 0 || start === 0 };
    if (shown.row_count !== null) return { rows: Math.max(shown.row_count, reached + 1), exact: shown.exact };
    if (this.state.exact) return this.state;
    return { rows: Math.max(this.state.rows, reached + 1), exact: false };
  }

  private async count(): Promise<void> {
    try {
      const { row_count } = await this.client.count(this.view, this.closing.signal);
      if (!this.stopped) this.set({ rows: row_count, exact: true });
    } catch {
      return; // about how many is enough to look at them
    }
  }

  private set(change: Partial<PagesState>): void {
    this.state = { ...this.state, ...change };
    this.onChange(this);
  }
}
