// The grid outside React: which rows and columns there are, what is chosen, and what is looked at more closely.
import type { Order, View } from "../../model/types";
import type { Page } from "../client";
import { Layout } from "./layout";
import { Pages, type PagesState, type Source } from "./pages";
import { type Scene, Screen } from "./screen";
import { type Cell, cursor, NONE, put, reached, type Selection, type Size, type Step, stepped } from "./selection";

export interface SheetState {
  /** Columns whose headers are on screen. */
  visible: readonly string[];
  /** Columns on show, and how many of them are pinned. */
  order: readonly string[];
  pinned: number;
  /** Hidden columns too. */
  all: readonly string[];
  rows: PagesState;
  /** Other rows are on their way; those of before are still shown. */
  turning: boolean;
  selection: Selection;
  /** The cell whose value is shown at full length. */
  open: Cell | null;
  profiled: boolean;
}

export class Sheet implements Scene {
  readonly layout = new Layout();
  readonly screen: Screen;
  pages: Pages;
  private next: Pages | null = null;
  private readonly listeners = new Set<() => void>();
  private snap: SheetState;

  constructor(
    private readonly client: Source,
    private view: View,
    first: Page | null = null,
    profiled = true,
  ) {
    this.screen = new Screen(this, (visible) => this.emit({ visible }));
    this.pages = this.make(view, first);
    this.snap = {
      ...{ visible: [], order: [], pinned: 0, all: [], rows: this.pages.state, turning: false },
      ...{ selection: NONE, open: null, profiled },
    };
    if (first) this.taken();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SheetState => this.snap;

  get size(): Size {
    return { rows: this.pages.state.rows, columns: this.layout.order.length };
  }

  get selection(): Selection {
    return this.snap.selection;
  }

  get profiled(): boolean {
    return this.snap.profiled;
  }

  get orders(): Order[] {
    return this.view.orders;
  }

  /** Asks for the first rows. */
  start(): void {
    void this.pages.open();
  }

  close(): void {
    this.pages.close();
    this.next?.close();
  }

  /** Other columns of rows that are here are shown at once; for other rows the old ones stay until those have come. */
  setView(view: View): void {
    const old = this.view;
    if (JSON.stringify(old) === JSON.stringify(view)) return;
    this.view = view;
    const sameRows = JSON.stringify({ ...old, columns: null }) === JSON.stringify({ ...view, columns: null });
    const known = view.columns ?? (this.layout.complete ? this.layout.all : null);
    if (sameRows && !this.next && known && this.pages.covers(known)) {
      this.arrange();
      return;
    }
    this.next?.close();
    this.next = this.make(view);
    this.emit({ turning: true });
    void this.next.open();
  }

  readonly retry = (): void => {
    this.emit({ turning: this.next !== null });
    (this.next ?? this.pages).retry();
  };

  setProfiled(profiled: boolean): void {
    this.emit({ profiled });
    this.taken();
  }

  pin(name: string, on: boolean): void {
    this.layout.pin(name, on);
    this.arrange();
  }

  /** null: as wide as its values ask for. */
  resize(name: string, width: number | null): void {
    if (width === null) this.layout.refit(name, this.pages);
    else this.layout.resize(name, width);
    this.screen.lay();
  }

  select(selection: Selection, show = true): void {
    this.emit({ selection });
    const at = cursor(selection);
    if (at && show) this.screen.show(at);
    this.screen.paint();
  }

  step(step: Step, extend: boolean): void {
    const to = stepped(cursor(this.selection), step, this.size, Math.max(1, this.screen.rows - 1));
    this.select(extend ? reached(this.selection, to) : put(to));
  }

  goTo(row: number): void {
    const to = { row: Math.max(0, Math.min(row, this.size.rows - 1)), column: cursor(this.selection)?.column ?? 0 };
    this.screen.scrollTo(to.row - Math.floor(this.screen.rows / 3));
    this.select(put(to), false);
  }

  readonly open = (cell: Cell | null): void => this.emit({ open: cell });

  private make(view: View, first: Page | null = null): Pages {
    return new Pages(this.client, view, (pages) => this.changed(pages), first);
  }

  private changed(pages: Pages): void {
    if (pages === this.next) this.turn(pages);
    else if (pages !== this.pages || !this.snap) return;
    else if (pages.state.shown && !this.layout.order.length) this.taken();
    else {
      this.screen.window.resize(pages.state.rows);
      this.emit({ rows: pages.state });
      void this.screen.draw();
    }
  }

  /** The rows of another view have come, or will not come. */
  private turn(pages: Pages): void {
    if (!pages.state.shown) {
      this.emit({ rows: { ...this.pages.state, error: pages.state.error } });
      return;
    }
    this.pages.close();
    this.pages = pages;
    this.next = null;
    this.emit({ selection: NONE, open: null });
    this.taken();
    this.screen.scrollTo(0);
  }

  private taken(): void {
    const { shown, rows } = this.pages.state;
    if (shown) this.layout.take(this.pages.view, shown, this.pages, this.profiled);
    this.screen.window.resize(rows);
    this.arrange();
  }

  private arrange(): void {
    this.layout.arrange(this.view);
    const { order, pinned, all } = this.layout;
    this.emit({ order, pinned: pinned.length, all, rows: this.pages.state, turning: this.next !== null });
    this.screen.lay();
  }

  private emit(change: Partial<SheetState>): void {
    this.snap = { ...this.snap, ...change };
    for (const listener of this.listeners) listener();
  }
}
