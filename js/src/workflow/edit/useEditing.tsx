// Editing as a view does it: the palette, where a new block is put, opening and closing.
import { type ReactNode, useState } from "react";
import type { BlockInfo, Workflow } from "../../model/types";
import type { Edit, Means } from "./context";
import { addBlock, behind, connect } from "./graph";
import { Palette } from "./Palette";
import { Past } from "./Past";

/** What stands beside the canvas. */
export type Panel = "palette" | "past" | null;

export function useEditing(
  edit: Edit | null,
  means: Means | undefined,
  workflow: Workflow,
  select: (id: string | null) => void,
  selected: string | null,
) {
  const [shown, setShown] = useState<Panel>(null);
  /** Behind the selected block, connected to it; else to the right of all. */
  const add = (info: BlockInfo) => {
    if (!edit) return;
    const { graph, handles } = edit.editing;
    const last = workflow.blocks.reduce((a, b) => (b.position.x > a.position.x ? b : a), workflow.blocks[0] as never);
    const before = graph.blocks.find((block) => block.id === selected) ?? null;
    const near = before ?? (last as Workflow["blocks"][number] | undefined);
    const made = addBlock(graph, info, near ? behind(near) : { x: 0, y: 0 });
    const port = before && (handles[before.id]?.[0] ?? "output");
    const way = before && port && !info.entry ? { source: before.id, port } : null;
    edit.editor.apply(way ? connect(made.graph, way, made.id) : made.graph);
    select(made.id);
  };
  const toggle = () => {
    if (!means) return;
    if (edit) void means.editor.finish();
    else means.editor.begin();
    setShown(null);
  };
  const close = () => setShown(null);
  const past = shown === "past" ? <Past onClose={close} /> : null;
  const element: ReactNode = shown === "palette" ? <Palette onAdd={add} onClose={close} /> : past;
  const openPanel = (panel: Panel) => setShown(shown === panel ? null : panel);
  return { panel: edit && shown, element: edit && element, toggle, openPanel };
}
