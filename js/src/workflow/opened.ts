// A workflow's view in a panel: what the panel is told of it, and what it may ask of it.
import type { Workflow } from "../model/types";
import type { Editor } from "./edit/editing";
import type { Live } from "./live";
import { isActive } from "./run";

/** How a workflow that is open stands. */
export interface Told {
  name: string;
  version: number;
  /** Something that was drawn is not saved yet. */
  unsaved: boolean;
  running: boolean;
  /** Why nothing is shown. */
  problem: string | null;
}

export interface Opened {
  /** Something is stored of it that may be news. */
  look(stored: Pick<Workflow, "name" | "version">): Promise<void>;
  save(): Promise<void>;
  /** Nobody looks at it; `wake` where somebody does again. */
  rest(): void;
  wake(): void;
  close(): void;
}

function standing(live: Live, editor: Editor): Told {
  const { known, phase, problem } = live.snapshot();
  return {
    name: known.workflow?.name ?? "",
    version: known.workflow?.version ?? 0,
    unsaved: editor.snapshot().unsaved,
    running: Object.values(known.runs).some(isActive),
    problem: phase === "failed" ? problem : null,
  };
}

/** Tells each time that it stands differently; what has no blocks yet is opened for editing. Gives what ends that. */
export function telling(live: Live, editor: Editor, told: (told: Told) => void): () => void {
  let last = "";
  let begun = false;
  const look = () => {
    const now = standing(live, editor);
    const said = JSON.stringify(now);
    if (said !== last) {
      last = said;
      told(now);
    }
    const { workflow } = live.snapshot().known;
    if (begun || !workflow || live.snapshot().phase !== "ready") return;
    begun = true;
    if (!workflow.blocks.length) editor.begin();
  };
  const ends = [live.subscribe(look), editor.subscribe(look)];
  return () => {
    for (const end of ends) end();
  };
}
