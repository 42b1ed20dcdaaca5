// What can be done to a graph by hand. Each function gives a new graph, or the same one where nothing is to be done.
import type { Block, BlockInfo, Edge } from "../../model/types";
import { heightOf, type Places, type Point, WIDTH } from "../layout";

export interface Graph {
  blocks: Block[];
  edges: Edge[];
}

/** One way out of a block. */
export interface Way {
  source: string;
  port: string;
}

/** Pixels between a block and one that is put behind it. */
const GAP = 64;

export function addBlock(graph: Graph, info: BlockInfo, position: Point): { graph: Graph; id: string } {
  const block: Block = {
    id: freshId(graph, info.type),
    type: info.type,
    name: freshName(graph, info.title),
    config: structuredClone(info.example),
    position: freePlace(graph, position),
    enabled: true,
  };
  return { graph: { ...graph, blocks: [...graph.blocks, block] }, id: block.id };
}

export function removeParts(graph: Graph, blocks: readonly string[], edges: readonly string[]): Graph {
  const gone = new Set(blocks);
  const cut = new Set(edges);
  return {
    blocks: graph.blocks.filter((block) => !gone.has(block.id)),
    edges: graph.edges.filter((edge) => !cut.has(edge.id) && !gone.has(edge.source) && !gone.has(edge.target)),
  };
}

/** Why an edge cannot be drawn, in words; null where it can. */
export function refusal(graph: Graph, { source, port }: Way, target: string): string | null {
  if (source === target) return "A block cannot follow itself.";
  if (graph.edges.some((edge) => edge.source === source && edge.target === target && portOf(edge) === port))
    return "These two are connected already.";
  if (leadsTo(graph, target, source)) return "This would close a circle: blocks run one after the other.";
  return null;
}

export function connect(graph: Graph, way: Way, target: string): Graph {
  if (refusal(graph, way, target)) return graph;
  return { ...graph, edges: [...graph.edges, edgeOf(way, target)] };
}

/** The edge leaves and enters elsewhere from now on. */
export function reconnect(graph: Graph, id: string, way: Way, target: string): Graph {
  const rest = { ...graph, edges: graph.edges.filter((edge) => edge.id !== id) };
  const drawn = connect(rest, way, target);
  return drawn === rest ? graph : drawn;
}

/** A new block in the middle of an edge: what came along it goes through the block. */
export function insertOn(graph: Graph, edgeId: string, info: BlockInfo): { graph: Graph; id: string } | null {
  const edge = graph.edges.find((one) => one.id === edgeId);
  const from = graph.blocks.find((block) => block.id === edge?.source);
  const to = graph.blocks.find((block) => block.id === edge?.target);
  if (!edge || !from || !to) return null;
  const middle = { x: (from.position.x + to.position.x) / 2, y: (from.position.y + to.position.y) / 2 + heightOf([]) };
  const { graph: more, id } = addBlock(removeParts(graph, [], [edgeId]), info, middle);
  const port = info.handles[0] ?? "output";
  const way = { source: edge.source, port: portOf(edge) };
  return { graph: connect(connect(more, way, id), { source: id, port }, edge.target), id };
}

export function move(graph: Graph, places: Places): Graph {
  return {
    ...graph,
    blocks: graph.blocks.map((block) => {
      const place = places[block.id];
      if (!place || (place.x === block.position.x && place.y === block.position.y)) return block;
      return { ...block, position: { ...block.position, x: Math.round(place.x), y: Math.round(place.y) } };
    }),
  };
}

export function change(graph: Graph, id: string, part: Partial<Omit<Block, "id">>): Graph {
  return { ...graph, blocks: graph.blocks.map((block) => (block.id === id ? { ...block, ...part } : block)) };
}

const CLIPPING = "jupyter_powa/blocks";

/** These blocks and the edges among them, as text for the clipboard. */
export function copied(graph: Graph, ids: readonly string[]): string {
  const taken = new Set(ids);
  const blocks = graph.blocks.filter((block) => taken.has(block.id));
  const edges = graph.edges.filter((edge) => taken.has(edge.source) && taken.has(edge.target));
  return JSON.stringify({ kind: CLIPPING, blocks, edges }, null, 2);
}

/** The graph with what `copied` wrote, under new ids and names; null where the text is something else. */
export function pasted(graph: Graph, text: string): { graph: Graph; ids: string[] } | null {
  const clip = readClip(text);
  if (!clip) return null;
  let grown = graph;
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const block of clip.blocks) {
    const id = freshId(grown, block.type);
    const name = freshName(grown, block.name || block.type);
    const position = freePlace(grown, { x: block.position.x + 40, y: block.position.y + 40 });
    ids.set(block.id, id);
    names.set(block.name, name);
    grown = { ...grown, blocks: [...grown.blocks, { ...structuredClone(block), id, name, position }] };
  }
  const own = new Set(ids.values());
  const blocks = grown.blocks.map((block) =>
    own.has(block.id) ? { ...block, config: renamed(block.config, names) as Block["config"] } : block,
  );
  const edges = clip.edges.flatMap((edge) => {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    return source && target ? [edgeOf({ source, port: portOf(edge) }, target)] : [];
  });
  return { graph: { blocks, edges: [...grown.edges, ...edges] }, ids: [...own] };
}

function readClip(text: string): Graph | null {
  try {
    const clip = JSON.parse(text);
    const whole = clip?.kind === CLIPPING && Array.isArray(clip.blocks) && Array.isArray(clip.edges);
    return whole && clip.blocks.length ? clip : null;
  } catch {
    return null;
  }
}

/** References among the pasted blocks stay among them: `<Orders.output>` becomes `<Orders 2.output>`. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string")
    return value.replace(/<([^<>.]+)(\.[^<>]*)>/g, (whole, name, path) => {
      const own = names.get(name);
      return own ? `<${own}${path}>` : whole;
    });
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item, names)]));
}

/** Beside the block, where a new one that follows it is put. */
export function behind(block: Block): Point {
  return { x: block.position.x + WIDTH + GAP, y: block.position.y };
}

export function portOf(edge: Edge): string {
  return edge.sourceHandle || "output";
}

function edgeOf({ source, port }: Way, target: string): Edge {
  const id = `${source}-${port}-${target}`;
  return { id, source, target, sourceHandle: port, targetHandle: "input", condition: null };
}

function leadsTo(graph: Graph, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const edge of graph.edges) if (edge.source === id) seen.add(edge.target); // grows while it is read
  }
  return false;
}

function freshId(graph: Graph, type: string): string {
  const taken = new Set(graph.blocks.map((block) => block.id));
  if ((type === "input" || type === "output") && !taken.has(type)) return type;
  let number = 1;
  while (taken.has(`${type}_${number}`)) number += 1;
  return `${type}_${number}`;
}

function freshName(graph: Graph, wanted: string): string {
  const taken = new Set(graph.blocks.map((block) => block.name));
  const stem = wanted.replace(/ \d+$/, "");
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${stem} ${number}`;
  return name;
}

/** The place itself, or the next one below it that no card covers. */
function freePlace(graph: Graph, { x, y }: Point): Point {
  const step = heightOf([]) + 30;
  const place = { x: Math.round(x), y: Math.round(y) };
  const covered = () =>
    graph.blocks.some(
      ({ position }) => Math.abs(position.x - place.x) < WIDTH && Math.abs(position.y - place.y) < heightOf([]),
    );
  while (covered()) place.y += step;
  return place;
}
