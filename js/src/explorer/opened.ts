// The explorer's parts for a widget: put together from its traits, and kept in step with them.
import type { Model } from "../api/comm";
import type { Wire } from "../api/wire";
import type { View } from "../model/types";
import { Catalog } from "./catalog";
import { type ChartWish, Client, type Page, toPage } from "./client";
import type { Parts } from "./context";
import type { EditorBundle } from "./editor/port";
import { Explorer } from "./explorer";
import { hostOf } from "./host";
import { PastStore } from "./past";
import { activeOf, kept, NO_TABS, reduce, type Tabs } from "./tabs";
import { keyOf, TreeStore } from "./tree";

/** A model whose traits are written, too. */
export interface TraitModel extends Model {
  set?(name: string, value: unknown): void;
  save_changes?(): void;
  on(name: string, callback: (content: unknown, buffers: DataView[]) => void): void;
  off(name: string, callback: (content: unknown, buffers: DataView[]) => void): void;
}

export interface Opened {
  parts: Parts;
  side: "sources" | null;
  close(): void;
}

const KEEP_MS = 400;

export function opened(
  element: HTMLElement,
  model: TraitModel,
  wire: Wire,
  loadEditor: () => Promise<EditorBundle>,
): Opened {
  const client = new Client(wire);
  const catalog = new Catalog(client);
  const tree = new TreeStore(client);
  const past = new PastStore(client);
  const keeper = new Keeper(model);
  const view = viewIn(model);
  const before = kept(model.get("tabs"));
  const explorer = new Explorer(client, {
    tabs: before ?? firstTabs(view, model),
    keep: keeper.keep,
    ran: () => void past.refresh(),
    changed: (source) => {
      catalog.forget(source);
      void tree.refresh(keyOf(source));
    },
  });
  const follow = () => {
    const told = viewIn(model);
    const shown = activeOf(explorer.snapshot().tabs)?.view;
    if (told && JSON.stringify(told) !== JSON.stringify(shown)) explorer.openView(told, titleIn(model) || "Rows");
  };
  model.on("change:view", follow);
  return {
    parts: {
      client,
      explorer,
      tree,
      past,
      catalog,
      host: hostOf(element),
      saved: savedIn(model, view),
      drawn: drawnIn(model, view),
      loadEditor,
      editor: { current: null },
    },
    side: view && !before ? null : "sources",
    close: () => {
      model.off("change:view", follow);
      keeper.close();
      explorer.close();
      tree.close();
    },
  };
}

/** Writes the tabs into the widget's state when nobody has typed for a moment. */
class Keeper {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: Tabs | null = null;

  constructor(private readonly model: TraitModel) {}

  readonly keep = (tabs: Tabs): void => {
    this.waiting = tabs;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.write, KEEP_MS);
  };

  close(): void {
    clearTimeout(this.timer);
    this.write();
  }

  private readonly write = (): void => {
    const tabs = this.waiting;
    if (!tabs || !this.model.set) return;
    this.waiting = null;
    const view = activeOf(tabs)?.view ?? null;
    this.model.set("tabs", tabs);
    if (JSON.stringify(view) !== JSON.stringify(viewIn(this.model))) this.model.set("view", view);
    this.model.save_changes?.();
  };
}

/** A view as Python writes it leaves out what is empty. */
function viewIn(model: TraitModel): View | null {
  const told = model.get("view") as Partial<View> | null;
  if (!told?.relation) return null;
  return {
    relation: told.relation,
    filters: told.filters ?? [],
    orders: told.orders ?? [],
    columns: told.columns ?? null,
  };
}

function titleIn(model: TraitModel): string {
  return String(model.get("title") ?? "");
}

function firstTabs(view: View | null, model: TraitModel): Tabs {
  const source = String(model.get("source") ?? "") || null;
  if (!view) return reduce(NO_TABS, { type: "query", source });
  return reduce(NO_TABS, { type: "view", view, title: titleIn(model) || "Rows" });
}

/** The chart that Python asked for; none where it asked for rows. */
function drawnIn(model: TraitModel, view: View | null): { view: View; wish: ChartWish } | null {
  const wish = model.get("drawn") as ChartWish | null | undefined;
  return view && wish ? { view, wish } : null;
}

/** Rows that were saved with the notebook; none where they cannot be read. */
function savedIn(model: TraitModel, view: View | null): { view: View; page: Page } | null {
  const bytes = model.get("first") as DataView | null;
  if (!view || !bytes?.byteLength) return null;
  try {
    const copied = new Uint8Array(bytes.byteLength);
    copied.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return { view, page: toPage(copied.buffer) };
  } catch {
    return null;
  }
}
