// The table on the page: gives it the rows in sight, paints what it does not, and keeps it where the rows are.
import type { Order } from "../../model/types";
import { cellText } from "./cell";
import type { Layout } from "./layout";
import type { Pages } from "./pages";
import { type Painting, paint, type Slab } from "./paint";
import { RowWindow } from "./scroll";
import { type Cell, cursor, type Selection, type Size } from "./selection";
import { makeTable, PLAIN_LEVELS, type PowaTable, PROFILED_LEVELS, ROW_HEIGHT, steady } from "./table";
import { countIn, firstFor } from "./widths";

/** After a wheel event, however far it went, a move is not a jump. */
const WHEEL_MS = 250;

/** What is to be shown. */
export interface Scene {
  readonly layout: Layout;
  readonly pages: Pages;
  readonly selection: Selection;
  readonly profiled: boolean;
  readonly orders: Order[];
  readonly size: Size;
}

let count = 0;

export class Screen {
  readonly window = new RowWindow(0);
  readonly corner = document.createElement("div");
  private table: PowaTable | null = null;
  private readonly headers = new Map<string, HTMLElement>();
  private readonly active = `powa-cell-${++count}`;
  private slab: Slab = { row: 0, x: 0, here: () => false, text: () => null };
  private seen = "";
  /** How far it is scrolled down, in pixels. */
  private place = 0;
  private wheeled = 0;
  private observer: ResizeObserver | null = null;

  /** `onSight`: other columns have come into sight. */
  constructor(
    private readonly scene: Scene,
    private readonly onSight: (names: string[]) => void,
  ) {
    this.corner.className = "powa-corner";
  }

  mount(host: HTMLElement): () => void {
    const table = makeTable();
    this.table = table;
    host.addEventListener("scroll", this.scrolled, true);
    host.addEventListener("wheel", this.wheel, { capture: true, passive: true });
    host.append(table);
    table.removeAttribute("tabindex");
    table.addStyleListener(() => this.paint());
    const body = table.querySelector("table");
    if (body) {
      body.tabIndex = 0;
      steady(body);
    }
    this.observer = new ResizeObserver(() => void this.settle());
    this.observer.observe(host);
    this.lay();
    return () => {
      this.observer?.disconnect();
      host.removeEventListener("scroll", this.scrolled, true);
      host.removeEventListener("wheel", this.wheel, { capture: true });
      table.remove();
      this.table = null;
      this.seen = "";
    };
  }

  focus(): void {
    this.table?.querySelector("table")?.focus({ preventScroll: true });
  }

  header(name: string): HTMLElement {
    const known = this.headers.get(name);
    if (known) return known;
    const made = document.createElement("div");
    made.className = "powa-head";
    this.headers.set(name, made);
    return made;
  }

  /** Rows that fit below the header. */
  get rows(): number {
    const height = (this.table?.clientHeight ?? 0) - this.levels * ROW_HEIGHT;
    return Math.max(1, Math.floor(height / ROW_HEIGHT));
  }

  /** Columns stand elsewhere, or are of another width. */
  lay(): void {
    const { layout, size } = this.scene;
    this.table?.setDataListener(this.slice as never, { column_classes: true }); // so that it measures anew
    const sizes = layout.sizes(size.rows);
    this.table?.restoreColumnSizes(sizes);
    this.table?.resetAutoSize({ auto: true, override: false, indices: true, row_height: false });
    this.table?.know(sizes);
    void this.draw();
  }

  /** Heads that change places within the page lose the focus by that: it is given back. */
  async draw(): Promise<void> {
    const { table } = this;
    if (!table?.isConnected) return;
    const held = document.activeElement;
    const inHead = held instanceof HTMLElement && table.contains(held) && held.closest(".powa-head") !== null;
    await table.draw({ invalid_viewport: true });
    if (inHead && held.isConnected && document.activeElement === document.body) held.focus({ preventScroll: true });
  }

  /** Of another size, or on the page again: JupyterLab takes outputs off it that are out of sight. */
  private async settle(): Promise<void> {
    const { table, place } = this;
    await this.draw();
    if (table?.clientHeight && Math.abs(table.scrollTop - place) > 1) table.scrollTop = place;
  }

  paint(): void {
    const table = this.table?.querySelector("table");
    if (!table) return;
    const { layout, selection, orders, size } = this.scene;
    const painting: Painting = {
      ...{ order: layout.order, pinned: layout.pinned.length, kinds: layout.kinds, orders, size, selection },
      ...{ header: (name: string) => this.header(name), corner: this.corner, active: this.active },
    };
    this.slab.x = this.firstColumn(table) ?? this.slab.x;
    paint(table, this.slab, painting);
    if (cursor(selection)) table.setAttribute("aria-activedescendant", this.active);
    else table.removeAttribute("aria-activedescendant");
    this.tell(table);
  }

  /** That row first, or as near as the end lets it. */
  scrollTo(row: number): void {
    const to = this.window.show(row, this.rows);
    this.place = Math.round(to * ROW_HEIGHT);
    if (this.table) this.table.scrollTop = this.place;
    void this.draw();
  }

  /** Scrolls no further than is needed. */
  show({ row, column }: Cell): void {
    const top = this.window.base + (this.table?.scrollTop ?? 0) / ROW_HEIGHT;
    if (row < top) this.scrollTo(row);
    else if (row > top + this.rows - 1) this.scrollTo(row - this.rows + 1);
    const { layout, size } = this.scene;
    const place = column - layout.pinned.length;
    if (place < 0 || !this.table) return;
    const widths = layout.rest.map((name) => layout.width(name));
    const room = this.table.clientWidth - layout.fixed(size.rows);
    const first = this.slab.x;
    const y = this.table.scrollTop / ROW_HEIGHT;
    if (place < first || (place === first && this.table.scrollLeft > 0)) void this.table.scrollToCell(place, y);
    else if (place >= first + countIn(widths, first, room))
      void this.table.scrollToCell(firstFor(widths, place, room), y);
  }

  /** The drawn cell of the keyboard, where it is in sight. */
  cursorElement(): HTMLElement | null {
    return this.table?.querySelector<HTMLElement>(`#${this.active}`) ?? null;
  }

  /** Which cell an element is; column -1: the row's number. */
  cellOf(target: EventTarget | null): Cell | null {
    const element = target instanceof Element ? target.closest<HTMLElement>("tbody td, tbody th") : null;
    if (!element || !this.table?.contains(element)) return null;
    const row = Number(element.parentElement?.getAttribute("aria-rowindex")) - 2;
    const column = Number(element.getAttribute("aria-colindex")) - 2;
    return { row, column };
  }

  /** Between which columns a place on the page lies: the one after it, null at the end, and where the gap is. */
  gapAt(x: number): { before: string | null; left: number } {
    const { order, pinned } = this.scene.layout;
    const home = this.table?.getBoundingClientRect();
    const cells = Array.from(this.table?.querySelectorAll<HTMLElement>("thead tr:first-child th") ?? []).slice(1);
    const at = cells.findIndex((cell) => {
      const box = cell.getBoundingClientRect();
      return x < box.left + box.width / 2;
    });
    const place = at < 0 ? cells.length : at;
    const column = place < pinned.length ? place : place + this.slab.x;
    const edge = at < 0 ? cells.at(-1)?.getBoundingClientRect().right : cells[at]?.getBoundingClientRect().left;
    return { before: order[column] ?? null, left: (edge ?? 0) - (home?.left ?? 0) };
  }

  private get levels(): number {
    return this.scene.profiled ? PROFILED_LEVELS : PLAIN_LEVELS;
  }

  /** The table may ask for its columns in several goes: which one stands first it knows itself. */
  private firstColumn(table: HTMLTableElement): number | undefined {
    const cell = table.tBodies[0]?.rows[0]?.cells[1 + this.scene.layout.pinned.length];
    const told = cell && this.table?.getMeta(cell);
    return told?.type === "body" ? told.x : undefined;
  }

  private tell(table: HTMLTableElement): void {
    const heads = Array.from(table.tHead?.rows[0]?.cells ?? []).length - 1;
    const { order, pinned } = this.scene.layout;
    const from = pinned.length + this.slab.x;
    const names = [...pinned, ...order.slice(from, from + Math.max(0, heads - pinned.length))];
    const seen = names.join("\u0000");
    if (seen === this.seen) return;
    this.seen = seen;
    this.onSight(names);
  }

  private readonly wheel = (event: Event): void => {
    this.wheeled = event.timeStamp;
  };

  /** Before the table itself hears of it: it then asks for the rows of a window that stands right. */
  private readonly scrolled = (event: Event): void => {
    if (!this.table || event.target !== this.table) return;
    const { base } = this.window;
    const near = event.timeStamp - this.wheeled < WHEEL_MS;
    const to = this.window.moved(this.table.scrollTop / ROW_HEIGHT, this.rows, near);
    if (to !== null) this.table.scrollTop = Math.round(to * ROW_HEIGHT);
    this.place = this.table.scrollTop;
    if (base !== this.window.base) void this.draw();
  };

  private readonly slice = async (x0: number, y0: number, x1: number, y1: number): Promise<unknown> => {
    const { pages, layout } = this.scene;
    const { pinned, rest } = layout;
    const { base } = this.window;
    const to = Math.min(base + y1, pages.state.rows);
    if (y1 > y0) pages.want(base + y0, to);
    const rows = Array.from({ length: Math.max(0, to - base - y0) }, (_, index) => base + y0 + index);
    const text = (row: number, name: string) => pages.block(row)?.text(name, row) ?? null;
    const shown = (row: number, name: string) => {
      const block = pages.block(row);
      return block ? cellText(block.text(name, row) ?? "NULL", layout.letters(name)) : "";
    };
    if (y1 > y0) this.slab = { row: base + y0, x: x0, text, here: (row) => pages.block(row) !== undefined };
    const names = rest.slice(x0, x1);
    return {
      ...{ num_rows: this.window.rows, num_columns: rest.length, row_height: ROW_HEIGHT },
      ...{ num_row_headers: 1 + pinned.length, num_column_headers: this.levels },
      ...{ column_header_merge_depth: 0, merge_headers: "column" },
      row_headers: rows.map((row) => [(row + 1).toLocaleString("en-US"), ...pinned.map((name) => shown(row, name))]),
      column_headers: names.map((name) => [this.header(name)]),
      data: names.map((name) => rows.map((row) => shown(row, name))),
    };
  };
}
