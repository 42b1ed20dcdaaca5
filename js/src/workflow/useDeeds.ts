// A block as a cell of a notebook: run alone, up to it, from it on; its output held. By buttons and by keys.
import { type KeyboardEvent, useMemo, useRef } from "react";
import type { RunPart } from "../model/types";
import type { Means } from "./edit/context";
import { change } from "./edit/graph";
import { withEarlier } from "./last";
import type { Live } from "./live";
import { isActive } from "./run";
import type { Deeds } from "./view";

/** What a block can be asked for, with the key that asks on its card. */
export const PARTS: readonly { word: string; label: string; key: string; part(id: string): Partial<RunPart> }[] = [
  { word: "This block", label: "Run this block", key: "Shift Enter", part: (only) => ({ only }) },
  { word: "Up to here", label: "Run up to here", key: "U", part: (upto) => ({ upto, rerun: "changed" }) },
  { word: "From here", label: "Run from here", key: "F", part: (onward) => ({ onward }) },
];

export function useDeeds(live: Live, means: Means | undefined, onStart: () => void): Deeds {
  const started = useRef(onStart);
  started.current = onStart;
  return useMemo(() => {
    const latest = () => {
      const { known } = live.snapshot();
      return withEarlier(known, known.runs[known.latest ?? ""] ?? null);
    };
    const run = async (part: Partial<RunPart>) => {
      const last = latest();
      if (isActive(last) || live.snapshot().starting) return;
      started.current();
      await means?.editor.save(); // what runs is what is seen
      await live.run((last?.input as Record<string, unknown> | undefined) ?? {}, part);
    };
    const pin = async (id: string) => {
      const editing = means?.editor.snapshot();
      const graph = editing?.on ? editing.graph : live.snapshot().known.workflow;
      const block = graph?.blocks.find((one) => one.id === id);
      const last = latest();
      const state = last?.blocks[id];
      if (!block || !last || (!block.pin && state?.status !== "success")) return;
      const held = block.pin ? null : (state?.reusedFrom ?? made(live, id) ?? last.id);
      if (editing?.on) means?.editor.apply(change(editing.graph, id, { pin: held }));
      else await live.pin(id, held);
    };
    return { run: (part) => void run(part), pin: (id) => void pin(id) };
  }, [live, means]);
}

/** The newest run that has run the block well. */
function made(live: Live, id: string): string | undefined {
  const runs = Object.values(live.snapshot().known.runs).filter((run) => run.blocks[id]?.status === "success");
  return runs.sort((a, b) => (b.createdAt ?? "9").localeCompare(a.createdAt ?? "9"))[0]?.id;
}

/** Whether a key that was pressed on a block's card asked for a run, or the pin. */
export function runByKey(event: KeyboardEvent, id: string, deeds: Deeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const key = event.key === "Enter" && event.shiftKey ? "Shift Enter" : event.key.toUpperCase();
  const asked = PARTS.find((one) => one.key === key);
  if (asked) deeds.run(asked.part(id));
  else if (key === "P") deeds.pin(id);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
