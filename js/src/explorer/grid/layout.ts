// Which columns stand where: the pinned ones first, then the others; and how wide each one is.
import type { Shown, View } from "../../model/types";
import { type Kind, kindOf } from "./cell";
import { shownOf } from "./change";
import type { Pages } from "./pages";
import { FIRST_ROWS } from "./pages";
import { fitting, NARROWEST, numbersWidth } from "./widths";

const THINNEST_LETTER = 3.5;

export class Layout {
  /** All columns on show: pinned, then the rest. What the selection counts. */
  order: string[] = [];
  /** Those that do not move sideways. */
  pinned: string[] = [];
  kinds = new Map<string, Kind>();
  types = new Map<string, string>();
  /** Columns of the relation, hidden ones too, as far as they are known. */
  all: string[] = [];
  /** Whether those are all. */
  complete = false;
  private wished: string[] = [];
  private readonly widths = new Map<string, number>();
  /** Those that somebody dragged. */
  private readonly kept = new Set<string>();

  /** Columns that move sideways. */
  get rest(): string[] {
    return this.order.slice(this.pinned.length);
  }

  take(view: View, shown: Shown, pages: Pages, profiled: boolean): void {
    const names = shown.columns.map((column) => column.name);
    this.complete ||= view.columns === null;
    if (view.columns === null || !this.all.length) this.all = names;
    const block = pages.block(0);
    for (const { name, type } of shown.columns) {
      this.types.set(name, type);
      this.kinds.set(name, kindOf(type, block?.type(name) ?? null));
    }
    for (const name of names) if (!this.kept.has(name)) this.widths.set(name, this.fit(name, pages, profiled));
    this.arrange(view);
  }

  arrange(view: View): void {
    const on = shownOf(view, this.all);
    this.pinned = this.wished.filter((name) => on.includes(name));
    const held = new Set(this.pinned);
    this.order = [...this.pinned, ...on.filter((name) => !held.has(name))];
  }

  pin(name: string, on: boolean): void {
    this.wished = this.wished.filter((one) => one !== name);
    if (on) this.wished.push(name);
  }

  width(name: string): number {
    return this.widths.get(name) ?? NARROWEST;
  }

  /** More letters than these are never seen in a cell. */
  letters(name: string): number {
    return Math.ceil(this.width(name) / THINNEST_LETTER);
  }

  resize(name: string, width: number): void {
    this.kept.add(name);
    this.widths.set(name, Math.max(NARROWEST, Math.round(width)));
  }

  /** As wide as its values and its name ask for. */
  refit(name: string, pages: Pages): void {
    this.kept.delete(name);
    this.widths.set(name, this.fit(name, pages, false));
  }

  /** Widths as the table takes them: by place, the row numbers first. */
  sizes(rows: number): Record<number, number> {
    const sizes: Record<number, number> = { 0: numbersWidth(rows) };
    this.order.forEach((name, at) => {
      sizes[at + 1] = this.width(name);
    });
    return sizes;
  }

  /** The room that row numbers and pinned columns take. */
  fixed(rows: number): number {
    return this.pinned.reduce((sum, name) => sum + this.width(name), numbersWidth(rows));
  }

  private fit(name: string, pages: Pages, profiled: boolean): number {
    const block = pages.block(0);
    const rows = Math.min(block?.end ?? 0, FIRST_ROWS);
    const texts = Array.from({ length: rows }, (_, row) => block?.text(name, row) ?? null);
    const word = this.types.get(name) ?? "";
    return Math.max(fitting(name, texts, profiled), Math.min(150, word.length * 6 + 20));
  }
}
