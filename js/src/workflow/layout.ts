// Where blocks stand: as they were saved, or laid out from left to right by dagre.
import dagre from "@dagrejs/dagre";
import type { Block, Edge } from "../model/types";

export const WIDTH = 224;
const BASE_HEIGHT = 60;
const PORT_STEP = 28;

export interface Point {
  x: number;
  y: number;
}

export type Places = Record<string, Point>;

/** The ways out of a block that an edge leaves by, and those it has besides, in the order of their ports. */
export function portsOf(block: Block, edges: Edge[], more: readonly string[] = []): string[] {
  const used = edges.filter((edge) => edge.source === block.id).map((edge) => edge.sourceHandle || "output");
  const ports = [...new Set([...used, ...more])];
  return ports.length ? ports.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)) : ["output"];
}

function rank(port: string): number {
  const number = Number(port.replace(/\D/g, "") || 0);
  if (port === "if") return 0;
  if (port === "else") return 900;
  if (port === "error") return 1000;
  return 1 + Math.min(number, 800);
}

export function heightOf(ports: string[]): number {
  return Math.max(BASE_HEIGHT, 20 + ports.length * PORT_STEP);
}

/** Saved positions count when there are any and no two cards lie on one another. */
export function placesOf(blocks: Block[], edges: Edge[], ports: Record<string, string[]>): Places {
  const saved = Object.fromEntries(
    blocks.map((block) => [block.id, { x: block.position?.x ?? 0, y: block.position?.y ?? 0 }]),
  );
  const points = Object.values(saved);
  const moved = points.some((point) => point.x !== 0 || point.y !== 0) || points.length === 1;
  return moved && !overlap(points) ? saved : tidy(blocks, edges, ports);
}

function overlap(points: Point[]): boolean {
  return points.some((a, index) =>
    points.slice(index + 1).some((b) => Math.abs(a.x - b.x) < WIDTH && Math.abs(a.y - b.y) < BASE_HEIGHT),
  );
}

export function tidy(blocks: Block[], edges: Edge[], ports: Record<string, string[]>): Places {
  const first = laidOut(blocks, edges, ports, []);
  const wanted = branchOrder(edges, ports, first);
  return wanted.length ? laidOut(blocks, edges, ports, wanted) : first;
}

interface Above {
  left: string;
  right: string;
}

function laidOut(blocks: Block[], edges: Edge[], ports: Record<string, string[]>, constraints: Above[]): Places {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 30, ranksep: 64 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const block of blocks) graph.setNode(block.id, { width: WIDTH, height: heightOf(ports[block.id] ?? []) });
  const known = new Set(blocks.map((block) => block.id));
  for (const edge of edges) {
    if (known.has(edge.source) && known.has(edge.target)) graph.setEdge(edge.source, edge.target, {}, edge.id);
  }
  dagre.layout(graph, { constraints });
  return Object.fromEntries(
    blocks.map((block) => {
      const { x, y, width, height } = graph.node(block.id);
      return [block.id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

/** "if" shall lie above "else": the targets of one block in one column, in the order of their ports. */
function branchOrder(edges: Edge[], ports: Record<string, string[]>, places: Places): Above[] {
  const wanted: Above[] = [];
  for (const [id, own] of Object.entries(ports)) {
    if (own.length < 2) continue;
    const targets = own.flatMap((port) =>
      edges.filter((edge) => edge.source === id && (edge.sourceHandle || "output") === port).map((edge) => edge.target),
    );
    const order = [...new Set(targets)].filter((target) => places[target]);
    order.forEach((left, index) => {
      const right = order.slice(index + 1).find((other) => places[other]?.x === places[left]?.x);
      if (right) wanted.push({ left, right });
    });
  }
  return wanted;
}

const AXES: Record<string, (from: Point, to: Point) => [number, number]> = {
  ArrowRight: (from, to) => [to.x - from.x, Math.abs(to.y - from.y)],
  ArrowLeft: (from, to) => [from.x - to.x, Math.abs(to.y - from.y)],
  ArrowDown: (from, to) => [to.y - from.y, Math.abs(to.x - from.x)],
  ArrowUp: (from, to) => [from.y - to.y, Math.abs(to.x - from.x)],
};

/** The block that an arrow key goes to: the nearest in that direction, straight ahead before aside. */
export function neighbour(places: Places, from: string, key: string): string | null {
  const here = places[from];
  const axes = AXES[key];
  if (!here || !axes) return null;
  let best: [string, number] | null = null;
  for (const [id, point] of Object.entries(places)) {
    const [ahead, aside] = axes(here, point);
    if (id === from || ahead <= 8) continue;
    const cost = ahead + 2 * aside;
    if (!best || cost < best[1]) best = [id, cost];
  }
  return best?.[0] ?? null;
}
