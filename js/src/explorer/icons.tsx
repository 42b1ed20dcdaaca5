// The drawings of the explorer: kinds of nodes, and what buttons do.
import type { NodeKind } from "./nodes";

function drawn(path: string) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" className="powa-icon-small" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

const TABLE = "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6";

export const NODE_ICONS: Record<NodeKind | "place", ReturnType<typeof drawn>> = {
  place: drawn(
    "M3 4c0-1 2.2-1.7 5-1.7S13 3 13 4v8c0 1-2.2 1.7-5 1.7S3 13 3 12zM3 4c0 1 2.2 1.7 5 1.7S13 5 13 4M3 8c0 1 2.2 1.7 5 1.7S13 9 13 8",
  ),
  schema: drawn("M2.5 4.5v8h11v-7h-6l-1.5-2h-3.5z"),
  group: drawn("M5.5 3C3.5 3 4.5 7 3 8c1.5 1 .5 5 2.5 5M10.5 3c2 0 1 4 2.5 5-1.5 1-.5 5-2.5 5"),
  table: drawn(TABLE),
  view: drawn("M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4zM8 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4z"),
  file: drawn("M4 2.5h5l3 3v8H4zM9 2.5v3h3"),
  variable: drawn(TABLE),
  column: drawn("M6 3.5h4v9H6z"),
};

export const ICONS = {
  plus: drawn("M8 3.5v9M3.5 8h9"),
  tree: drawn("M2.5 3.5h11v9h-11zM6.5 3.5v9"),
  past: drawn("M8 4.5V8l2.5 1.5M2.7 8a5.3 5.3 0 1 0 1.7-3.9L2.7 5.7M2.7 2.7v3h3"),
  refresh: drawn("M13.3 8A5.3 5.3 0 1 1 11.6 4.1l1.7 1.6M13.3 2.7v3h-3"),
  down: drawn("m4.5 6.5 3.5 3.5 3.5-3.5"),
  right: drawn("m6.5 4.5 3.5 3.5-3.5 3.5"),
  code: drawn("m5.5 5-3 3 3 3M10.5 5l3 3-3 3M9 3.5 7 12.5"),
  search: drawn("M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5"),
  plan: drawn("M8 2.5v3M8 5.5H4v2.5M8 5.5h4v2.5M2.5 8.5h3v3h-3zM10.5 8.5h3v3h-3z"),
  key: drawn("M5 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM7 7.5l5.5-4M10.5 5l1.5 2"),
};
