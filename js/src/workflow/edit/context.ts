// What the parts of the view that edit may look at; null where the graph is only looked at.
import { createContext, useContext, useMemo, useState, useSyncExternalStore } from "react";
import type { FormBundle } from "../../form/port";
import type { Problem } from "../../model/types";
import type { Editing, Editor } from "./editing";

export interface Edit {
  editor: Editor;
  editing: Editing;
  /** The arrow that is selected. */
  arrow: string | null;
  selectArrow(id: string | null): void;
  loadForm(): Promise<FormBundle>;
}

export const EditContext = createContext<Edit | null>(null);

/** Null while nobody edits. */
export function useEdit(): Edit | null {
  return useContext(EditContext);
}

/** How a view is edited: null for one that cannot be. */
export interface Means {
  editor: Editor;
  loadForm(): Promise<FormBundle>;
}

const NEVER = () => () => {};

export function useMeans(means: Means | undefined): { editing: Editing | null; edit: Edit | null } {
  const editing = useSyncExternalStore(means?.editor.subscribe ?? NEVER, () => means?.editor.snapshot() ?? null);
  const [arrow, selectArrow] = useState<string | null>(null);
  const edit = useMemo(
    () => (means && editing?.on ? { ...means, editing, arrow, selectArrow } : null),
    [means, editing, arrow],
  );
  return { editing, edit };
}

/** What the checker says of one block, the worst first. */
export function problemsOf(problems: readonly Problem[], id: string): Problem[] {
  return problems.filter((one) => one.block_id === id).sort((a, b) => Number(b.stops) - Number(a.stops));
}
