// The drawn graph: pan, zoom, arrow keys. It never takes the page's scrolling unless Ctrl or Cmd is held.
import { Background, ReactFlow, ReactFlowProvider, useKeyPress, useNodesState, useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import type { Workflow } from "../model/types";
import { BlockNode } from "./BlockNode";
import { CanvasTools } from "./CanvasTools";
import { AlignTools } from "./edit/AlignTools";
import { type Edit, useEdit } from "./edit/context";
import { useCanvasEdits } from "./edit/useCanvasEdits";
import { FlowEdge } from "./FlowEdge";
import { type ArrowType, allPorts, type BlockNodeType, toArrows, toNodes } from "./graph";
import { neighbour, placesOf, tidy } from "./layout";
import type { Theme } from "./theme";
import { useView } from "./view";

const NODE_TYPES = { block: BlockNode };
const EDGE_TYPES = { arrow: FlowEdge };
const FIT = { padding: 0.06, maxZoom: 1, minZoom: 0.3 };
/** Zoom at which a card's words can still be read. */
const READABLE = 0.75;
const FIXED = {
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  zoomOnDoubleClick: false,
  minZoom: 0.2,
  maxZoom: 1.8,
  proOptions: { hideAttribution: true },
} as const;

interface CanvasProps {
  workflow: Workflow;
  theme: Theme;
  leave(): void;
}

export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing({ workflow, theme, leave }: CanvasProps) {
  const { select } = useView();
  const edit = useEdit();
  const { nodes, edges, ports, setNodes, onNodesChange } = useDrawn(workflow, edit);
  const element = useRef<HTMLElement>(null);
  const moved = useRef(false);
  const reveal = useReveal(element);
  const fit = useFit(element, moved, nodes.length > 0, reveal);
  const onKeyDown = useKeys(element, nodes, reveal, leave);
  const command = useKeyPress("Meta");

  useRefit(workflow, moved, fit);

  const edits = useCanvasEdits(edit, nodes);
  const onTidy = useCallback(() => {
    const places = tidy(workflow.blocks, workflow.edges, ports);
    if (edits) edits.place(places);
    else setNodes(toNodes(workflow, ports, places));
    setTimeout(fit, 30);
  }, [workflow, ports, edits, setNodes, fit]);

  return (
    <section ref={element} className="powa-canvas" aria-label="Graph" onKeyDown={onKeyDown} {...edits?.section}>
      <ReactFlow<BlockNodeType, ArrowType>
        {...FIXED}
        {...edits?.flow}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onPaneClick={() => {
          select(null);
          edit?.selectArrow(null);
        }}
        onMoveStart={(event) => {
          if (event) moved.current = true;
        }}
        colorMode={theme}
        preventScrolling={command}
        zoomOnScroll={command}
        zoomActivationKeyCode={null}
      >
        <Background gap={18} size={1.2} />
        <CanvasTools fit={fit} tidy={onTidy} />
        {edits && <AlignTools nodes={nodes} place={edits.place} />}
      </ReactFlow>
    </section>
  );
}

/** Cards and arrows; which cards are selected outlives a change of the graph. */
function useDrawn(workflow: Workflow, edit: Edit | null) {
  const { run, marks } = useView();
  const handles = edit?.editing.handles;
  const arrow = edit?.arrow;
  const ports = useMemo(() => allPorts(workflow, handles), [workflow, handles]);
  const [nodes, setNodes, onNodesChange] = useNodesState<BlockNodeType>([]);
  const edges = useMemo(
    () => toArrows(workflow, run, marks.edges).map((one) => (one.id === arrow ? { ...one, selected: true } : one)),
    [workflow, run, marks, arrow],
  );
  useEffect(() => {
    const drawn = toNodes(workflow, ports, placesOf(workflow.blocks, workflow.edges, ports));
    setNodes((before) => {
      const chosen = new Set(before.filter((node) => node.selected).map((node) => node.id));
      return drawn.map((node) => (chosen.has(node.id) ? { ...node, selected: true } : node));
    });
  }, [workflow, ports, setNodes]);
  return { nodes, edges, ports, setNodes, onNodesChange };
}

/** With other blocks the whole graph again, unless the canvas was moved by hand. */
function useRefit({ blocks }: Workflow, moved: React.MutableRefObject<boolean>, fit: () => void) {
  const shape = blocks.map((block) => block.id).join("\n");
  const before = useRef(shape);
  useEffect(() => {
    if (before.current === shape || moved.current) return;
    before.current = shape;
    const timer = setTimeout(fit, 30); // when the new cards have been measured
    return () => clearTimeout(timer);
  }, [shape, moved, fit]);
}

/** With changed room the whole graph again, or the opened block; where the canvas was moved by hand, no more than needed. */
function useFit(
  element: React.RefObject<HTMLElement>,
  moved: React.MutableRefObject<boolean>,
  drawn: boolean,
  reveal: (id: string) => void,
) {
  const { fitView, getZoom } = useReactFlow();
  const { selected } = useView();
  const opened = useRef(selected);
  opened.current = selected;
  const fit = useCallback(() => {
    moved.current = false;
    void fitView(FIT);
  }, [fitView, moved]);
  useEffect(() => {
    if (!element.current || !drawn) return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry || entry.contentRect.width === 0) return;
      const zoom = Math.max(getZoom(), READABLE);
      const one = opened.current && { nodes: [{ id: opened.current }], minZoom: zoom, maxZoom: zoom };
      if (!moved.current) requestAnimationFrame(() => void fitView(one || FIT));
      else if (opened.current) reveal(opened.current);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, moved, drawn, fitView, getZoom, reveal]);
  return fit;
}

/** Moves the canvas where a block is not wholly seen; by itself for the one that is opened, from the list for instance. */
function useReveal(element: React.RefObject<HTMLElement>) {
  const { setCenter, getZoom, getNodesBounds, screenToFlowPosition } = useReactFlow();
  const { selected } = useView();
  const reveal = useCallback(
    (id: string) => {
      if (!element.current) return;
      const box = element.current.getBoundingClientRect();
      const low = screenToFlowPosition({ x: box.left, y: box.top });
      const high = screenToFlowPosition({ x: box.right, y: box.bottom });
      const { x, y, width, height } = getNodesBounds([id]);
      const seen = x >= low.x && y >= low.y && x + width <= high.x && y + height <= high.y;
      if (!seen) void setCenter(x + width / 2, y + height / 2, { zoom: getZoom(), duration: 150 });
    },
    [element, setCenter, getZoom, getNodesBounds, screenToFlowPosition],
  );
  useEffect(() => {
    if (selected) reveal(selected);
  }, [selected, reveal]);
  return reveal;
}

/** Arrow keys go from block to block, Escape goes back to the notebook. */
function useKeys(
  element: React.RefObject<HTMLElement>,
  nodes: BlockNodeType[],
  reveal: (id: string) => void,
  leave: () => void,
) {
  return (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset.block;
    if (event.key === "Escape") return leave();
    if (!from || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const places = Object.fromEntries(nodes.map((node) => [node.id, node.position]));
    const to = neighbour(places, from, event.key);
    const target = to && element.current?.querySelector<HTMLElement>(`[data-block="${CSS.escape(to)}"]`);
    if (!to || !target) return;
    target.focus({ preventScroll: true });
    reveal(to);
  };
}
