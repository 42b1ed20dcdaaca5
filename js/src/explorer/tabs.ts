// The tabs of the explorer: opened, renamed, moved, closed, and kept in the widget's state.
import type { Relation, View } from "../model/types";
import { viewOf } from "./client";

export type Pane = "rows" | "plan" | "lineage";

export interface Tab {
  id: string;
  title: string;
  /** By name or id; null is the project's database. */
  source: string | null;
  /** The statements as they are written. */
  text: string;
  /** Whether the editor is shown. */
  editor: boolean;
  /** The rows that are shown; none before the first run. */
  view: View | null;
  /** The statement that gave them; none where a table or the like was opened. */
  ran: string | null;
  /** Looked into in passing: the next one takes its place. */
  preview: boolean;
  pane: Pane;
}

export interface Tabs {
  tabs: Tab[];
  active: string;
  /** Tabs that were ever made: no id is given twice. */
  count: number;
}

export type Action =
  | { type: "query"; source: string | null; text?: string; title?: string }
  | { type: "open"; relation: Relation; title: string; preview: boolean }
  | { type: "view"; view: View; title: string }
  | { type: "show"; id: string }
  | { type: "close"; id: string }
  | { type: "rename"; id: string; title: string }
  | { type: "move"; id: string; to: number }
  | { type: "change"; id: string; change: Partial<Omit<Tab, "id" | "title">> };

const LONGEST_TITLE = 80;

function make(state: Tabs, given: Partial<Tab>): { tab: Tab; count: number } {
  const count = state.count + 1;
  const queries = state.tabs.filter((tab) => /^Query \d+$/.test(tab.title)).map((tab) => Number(tab.title.slice(6)));
  const title = given.title ?? `Query ${Math.max(0, ...queries) + 1}`;
  const fresh = { source: null, text: "", editor: true, view: null, ran: null, preview: false, pane: "rows" as const };
  return { tab: { ...fresh, ...given, title, id: `t${count}` }, count };
}

export const NO_TABS: Tabs = { tabs: [], active: "", count: 0 };

export function reduce(state: Tabs, action: Action): Tabs {
  switch (action.type) {
    case "query":
      return added(state, { source: action.source, text: action.text ?? "", title: action.title });
    case "open":
      return opened(state, action);
    case "view": {
      const { view, title } = action;
      return added(state, { view, title, source: view.relation.source ?? null, editor: false });
    }
    case "show":
      return state.tabs.some((tab) => tab.id === action.id) ? { ...state, active: action.id } : state;
    case "close":
      return closed(state, action.id);
    case "rename": {
      const title = action.title.trim().slice(0, LONGEST_TITLE);
      return title ? changed(state, action.id, { title, preview: false }) : state;
    }
    case "move":
      return moved(state, action.id, action.to);
    case "change":
      return changed(state, action.id, action.change);
  }
}

function added(state: Tabs, given: Partial<Tab>): Tabs {
  const { tab, count } = make(state, given);
  return { tabs: [...state.tabs, tab], active: tab.id, count };
}

/** What is open already is shown; a preview takes the place of the last one. */
function opened(state: Tabs, { relation, title, preview }: Extract<Action, { type: "open" }>): Tabs {
  const wanted = JSON.stringify(relation);
  const same = state.tabs.find((tab) => !tab.text && tab.view && JSON.stringify(tab.view.relation) === wanted);
  if (same) {
    const shown = { ...state, active: same.id };
    return preview ? shown : changed(shown, same.id, { preview: false });
  }
  const given = { title, source: relation.source ?? null, view: viewOf(relation), editor: false, preview };
  const last = preview ? state.tabs.find((tab) => tab.preview) : undefined;
  if (!last) return added(state, given);
  const { tab, count } = make(state, given);
  return { tabs: state.tabs.map((one) => (one.id === last.id ? tab : one)), active: tab.id, count };
}

function closed(state: Tabs, id: string): Tabs {
  const at = state.tabs.findIndex((tab) => tab.id === id);
  if (at < 0) return state;
  const tabs = state.tabs.filter((tab) => tab.id !== id);
  const neighbour = tabs[Math.min(at, tabs.length - 1)]?.id ?? "";
  return { ...state, tabs, active: state.active === id ? neighbour : state.active };
}

function moved(state: Tabs, id: string, to: number): Tabs {
  const tab = state.tabs.find((one) => one.id === id);
  if (!tab) return state;
  const others = state.tabs.filter((one) => one.id !== id);
  const at = Math.max(0, Math.min(others.length, to));
  return { ...state, tabs: [...others.slice(0, at), tab, ...others.slice(at)] };
}

function changed(state: Tabs, id: string, change: Partial<Tab>): Tabs {
  return { ...state, tabs: state.tabs.map((tab) => (tab.id === id ? { ...tab, ...change } : tab)) };
}

export function activeOf(state: Tabs): Tab | null {
  return state.tabs.find((tab) => tab.id === state.active) ?? null;
}

/** What a widget kept, where it is what we wrote: a state of another version is not worth a broken view. */
export function kept(value: unknown): Tabs | null {
  const state = value as Partial<Tabs> | null;
  if (!state || !Array.isArray(state.tabs) || !state.tabs.length || typeof state.count !== "number") return null;
  const good = state.tabs.every((tab) => typeof tab?.id === "string" && typeof tab.text === "string" && tab.title);
  if (!good) return null;
  const active = state.tabs.some((tab) => tab.id === state.active) ? String(state.active) : (state.tabs[0]?.id ?? "");
  return { tabs: state.tabs, active, count: state.count };
}
