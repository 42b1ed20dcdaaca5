// What a view was before, to go back to, and what it was after that.
import type { View } from "../../model/types";

const LONGEST = 200;

export interface History {
  readonly past: View[];
  readonly now: View;
  readonly future: View[];
}

export const begun = (view: View): History => ({ past: [], now: view, future: [] });

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A new view; of other rows it is a new beginning. */
export function went(history: History, view: View): History {
  if (same(history.now, view)) return history;
  if (!same(history.now.relation, view.relation)) return begun(view);
  return { past: [...history.past, history.now].slice(-LONGEST), now: view, future: [] };
}

export function undone(history: History): History {
  const now = history.past.at(-1);
  return now ? { past: history.past.slice(0, -1), now, future: [history.now, ...history.future] } : history;
}

export function redone(history: History): History {
  const [now, ...future] = history.future;
  return now ? { past: [...history.past, history.now], now, future } : history;
}
