// What hands do on the canvas while somebody edits: connect, move, drop, delete, copy and paste, undo and redo.
import { type Connection, type ReactFlowProps, useReactFlow } from "@xyflow/react";
import type { ClipboardEvent, DragEvent, KeyboardEvent } from "react";
import { useMemo, useRef } from "react";
import type { ArrowType, BlockNodeType } from "../graph";
import type { Places } from "../layout";
import { useView } from "../view";
import type { Edit } from "./context";
import * as edits from "./graph";
import { DRAGGED } from "./Palette";

type Flow = Partial<ReactFlowProps<BlockNodeType, ArrowType>>;

export interface CanvasEdits {
  flow: Flow;
  section: {
    onKeyDownCapture(event: KeyboardEvent): void;
    onCopy(event: ClipboardEvent): void;
    onPaste(event: ClipboardEvent): void;
    onDragOver(event: DragEvent): void;
    onDrop(event: DragEvent): void;
  };
  place(places: Places): void;
}

/** Null while nobody edits. */
export function useCanvasEdits(edit: Edit | null, nodes: BlockNodeType[]): CanvasEdits | null {
  const { known, select } = useView();
  const { screenToFlowPosition, setNodes } = useReactFlow();
  const latest = useRef({ edit, nodes });
  latest.current = { edit, nodes };
  const on = edit !== null;
  return useMemo(() => {
    if (!on) return null;
    const now = () => latest.current.edit as Edit;
    const graph = () => now().editor.snapshot().graph;
    /** All others stay where they are seen, also those that were never placed by hand. */
    const place = (moved: Places) => {
      const seen = Object.fromEntries(latest.current.nodes.map((node) => [node.id, node.position]));
      now().editor.apply(edits.move(graph(), { ...seen, ...moved }));
    };
    const flow = flowOf(now, graph, place);
    const section = {
      onKeyDownCapture: (event: KeyboardEvent) => {
        const all = () => setNodes((known) => known.map((node) => ({ ...node, selected: true })));
        onKey(event, now(), { ids: () => chosen(latest.current.nodes), select, all });
      },
      ...clippings(now, graph, () => chosen(latest.current.nodes)),
      onDragOver: (event: DragEvent) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        const info = known.catalog.get(event.dataTransfer.getData(DRAGGED));
        if (!info) return;
        event.preventDefault();
        const arrow = (event.target as Element).closest(".react-flow__edge")?.getAttribute("data-id");
        const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        const made = (arrow && edits.insertOn(graph(), arrow, info)) || edits.addBlock(graph(), info, at);
        now().editor.apply(made.graph);
        select(made.id);
      },
    };
    return { flow, section, place };
  }, [on, known.catalog, select, screenToFlowPosition, setNodes]);
}

/** Blocks go into the clipboard as text, and come back from it. */
function clippings(now: () => Edit, graph: () => edits.Graph, chosenIds: () => string[]) {
  return {
    onCopy: (event: ClipboardEvent) => {
      const ids = chosenIds();
      if (!ids.length || isTyping(event.target)) return;
      event.clipboardData.setData("text/plain", edits.copied(graph(), ids));
      event.preventDefault();
      event.stopPropagation();
    },
    onPaste: (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const made = edits.pasted(graph(), event.clipboardData.getData("text/plain"));
      if (!made) return now().editor.complain("The clipboard holds no blocks.");
      event.preventDefault();
      event.stopPropagation();
      now().editor.apply(made.graph);
    },
  };
}

function flowOf(now: () => Edit, graph: () => edits.Graph, place: (moved: Places) => void): Flow {
  const draw = (connection: Connection, change: (way: edits.Way) => edits.Graph) => {
    const way = { source: connection.source, port: connection.sourceHandle ?? "output" };
    const why = edits.refusal(graph(), way, connection.target);
    const next = change(way);
    if (why && next === graph()) now().editor.complain(why);
    else now().editor.apply(next);
  };
  return {
    nodesConnectable: true,
    elementsSelectable: true,
    edgesReconnectable: true,
    selectionKeyCode: "Shift",
    multiSelectionKeyCode: ["Meta", "Control"],
    connectOnClick: true,
    onConnect: (connection) => draw(connection, (way) => edits.connect(graph(), way, connection.target)),
    onReconnect: (old, connection) =>
      draw(connection, (way) => edits.reconnect(graph(), old.id, way, connection.target)),
    onEdgeClick: (_, edge) => now().selectArrow(edge.id),
    onNodeDragStop: (_event, _node, moved) => place(Object.fromEntries(moved.map((node) => [node.id, node.position]))),
    onSelectionDragStop: (_event, moved) => place(Object.fromEntries(moved.map((node) => [node.id, node.position]))),
  };
}

function chosen(nodes: BlockNodeType[]): string[] {
  const focused = (document.activeElement as HTMLElement | null)?.dataset?.block;
  const selected = nodes.filter((node) => node.selected).map((node) => node.id);
  return selected.length ? selected : focused ? [focused] : [];
}

function isTyping(target: EventTarget): boolean {
  return (target as HTMLElement).closest("input, textarea, select, [contenteditable=true]") !== null;
}

interface Hands {
  ids(): string[];
  select(id: string | null): void;
  /** Chooses all blocks. */
  all(): void;
}

function onKey(event: KeyboardEvent, edit: Edit, { ids, select, all }: Hands): void {
  if (isTyping(event.target)) return;
  const { editor, arrow } = edit;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === "z") event.shiftKey ? editor.redo() : editor.undo();
  else if (command && key === "y") editor.redo();
  else if (command && key === "a") all();
  else if (key === "delete" || key === "backspace") {
    const gone = ids();
    select(null);
    edit.selectArrow(null);
    editor.apply(edits.removeParts(editor.snapshot().graph, gone, arrow ? [arrow] : []));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
