// The workflow as the canvas draws it: nodes with ports, edges with a state that follows the run.
import type { Edge as Arrow, Node } from "@xyflow/react";
import type { Block, Edge, Workflow } from "../model/types";
import { heightOf, type Places, portsOf, WIDTH } from "./layout";
import type { Mark, Marks } from "./proposal";
import type { Run } from "./run";
import { blockRun } from "./view";

export type BlockNodeType = Node<{ block: Block; ports: string[]; hasInput: boolean; hasOutput: boolean }, "block">;
export type EdgeState = "idle" | "active" | "done" | "failed" | "skipped";
export type ArrowType = Arrow<{ state: EdgeState; label: string; mark: Mark | undefined }, "arrow">;

/** The ports of each block: those that edges leave by, and while somebody edits all ways out there are. */
export function allPorts(workflow: Workflow, handles?: Readonly<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(
    workflow.blocks.map((block) => [block.id, portsOf(block, workflow.edges, handles?.[block.id])]),
  );
}

export function toNodes(workflow: Workflow, ports: Record<string, string[]>, places: Places): BlockNodeType[] {
  const entered = new Set(workflow.edges.map((edge) => edge.target));
  const left = new Set(workflow.edges.map((edge) => edge.source));
  return workflow.blocks.map((block) => {
    const own = ports[block.id] ?? ["output"];
    const data = {
      block,
      ports: own,
      hasInput: entered.has(block.id),
      hasOutput: left.has(block.id),
    };
    const position = places[block.id] ?? { x: 0, y: 0 };
    return { id: block.id, type: "block", position, data, width: WIDTH, height: heightOf(own) };
  });
}

export function toArrows(workflow: Workflow, run: Run | null, marks?: Marks["edges"]): ArrowType[] {
  const known = new Set(workflow.blocks.map((block) => block.id));
  return workflow.edges
    .filter((edge) => known.has(edge.source) && known.has(edge.target))
    .map((edge) => {
      const port = edge.sourceHandle || "output";
      const label = port === "output" ? "" : port.replace("_", " ");
      const data = { state: edgeState(edge, run), label, mark: marks?.get(edge.id) };
      return { id: edge.id, type: "arrow", source: edge.source, target: edge.target, sourceHandle: port, data };
    });
}

/** Whether the run went along an edge, goes along it now, or chose another way. */
export function edgeState(edge: Edge, run: Run | null): EdgeState {
  if (!run) return "idle";
  const source = blockRun(run, edge.source);
  const port = edge.sourceHandle || "output";
  if (source.status === "skipped") return "skipped";
  if (source.status === "error") return port === "error" ? arrived(edge, run, "failed") : "skipped";
  if (source.status !== "success") return "idle";
  return leaves(port, source.route) ? arrived(edge, run, "done") : "skipped";
}

/** Older words for the ways out of a condition; a plain edge leaves it by "if". */
const SAME_WAY: Record<string, string> = { output: "if", true: "if", false: "else", default: "else" };

function leaves(port: string, route: string | null): boolean {
  if (route === null) return port !== "error";
  return port === route || SAME_WAY[port] === route;
}

function arrived(edge: Edge, run: Run, passed: EdgeState): EdgeState {
  return blockRun(run, edge.target).status === "running" ? "active" : passed;
}
