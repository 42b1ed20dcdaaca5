// What every part of the view may look at: what Python knows, and what only the screen knows.
import { createContext, useContext } from "react";
import type { RunPart } from "../model/types";
import type { Marks } from "./proposal";
import { type BlockRun, IDLE, type Run } from "./run";
import type { Known } from "./state";

export interface View {
  known: Known;
  /** The run that is shown: the latest, or one chosen from the history. */
  run: Run | null;
  /** The block whose details are open. */
  selected: string | null;
  /** Opens a block's details; null closes them. */
  select(id: string | null): void;
  /** The block that has, or last had, the keyboard. */
  current: string | null;
  setCurrent(id: string): void;
  /** What a proposed change does to blocks and edges. */
  marks: Marks;
  /** By block: why its last result is stale. */
  stale: Map<string, string>;
  /** What can be done with one block; null where nothing is run from here. */
  deeds: Deeds | null;
}

/** A block as a cell: run alone, up to it, from it on; its output held. */
export interface Deeds {
  run(part: Partial<RunPart>): void;
  /** Holds its last output, or lets it go. */
  pin(id: string): void;
}

export const ViewContext = createContext<View | null>(null);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error("A part of the view stands outside of it.");
  return view;
}

export function blockRun(run: Run | null, id: string): BlockRun {
  return run?.blocks[id] ?? IDLE;
}
