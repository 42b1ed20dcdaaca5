// One row of the tree: its drawing, its name, and what there is to know of it.
import type { MouseEvent } from "react";
import { useParts } from "./context";
import { ICONS, NODE_ICONS } from "./icons";
import { nameOf, type Place, type TreeNode, warningOf } from "./nodes";
import type { Row } from "./rows";

export const ROW_HEIGHT = 25;

interface TreeRowProps {
  id: string;
  row: Row;
  top: number;
  current: boolean;
  onPick(): void;
  onOpen(): void;
  onMenu(x: number, y: number): void;
}

export function TreeRow({ id, row, top, current, onPick, onOpen, onMenu }: TreeRowProps) {
  const { tree } = useParts();
  const open = row.kind === "place" || row.kind === "node" ? row.open : null;
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onMenu(event.clientX, event.clientY);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names its active row.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys.
    <div
      id={id}
      role="treeitem"
      className={`powa-tree-row powa-tree-${row.kind}`}
      data-current={current ? "" : undefined}
      data-tone={row.kind === "note" ? row.tone : undefined}
      aria-level={row.level}
      aria-posinset={row.at}
      aria-setsize={row.of}
      aria-expanded={open ?? undefined}
      aria-selected={current}
      title={titleOf(row)}
      style={{ top, height: ROW_HEIGHT, paddingLeft: 4 + (row.level - 1) * 14 }}
      onClick={onPick}
      onDoubleClick={onOpen}
      onContextMenu={onContextMenu}
    >
      {open === null ? (
        <span className="powa-tree-turn" />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: a hand on what the arrows do.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys.
        <span
          className="powa-tree-turn"
          onClick={(event) => {
            event.stopPropagation();
            tree.toggle(row.key);
          }}
        >
          {open ? ICONS.down : ICONS.right}
        </span>
      )}
      {row.kind === "place" && <PlaceWords place={row.place} />}
      {row.kind === "node" && <NodeWords node={row.node} searched={row.level === 2 && row.node.path.length > 1} />}
      {row.kind === "note" && <span className="powa-tree-name">{row.text}</span>}
      {row.kind === "more" && <span className="powa-tree-name">Reading more…</span>}
    </div>
  );
}

function PlaceWords({ place }: { place: Place }) {
  return (
    <>
      <span className="powa-tree-icon">{NODE_ICONS.place}</span>
      <span className="powa-tree-name">{place.name}</span>
      {place.found && (
        <span className="powa-badge" title="Found in the notebook">
          notebook
        </span>
      )}
      {warningOf(place) && <span className="powa-badge powa-badge-warning">!</span>}
      <span className="powa-tree-more">{place.kind}</span>
    </>
  );
}

function NodeWords({ node, searched }: { node: TreeNode; searched: boolean }) {
  const facts = [node.rows == null ? "" : short(node.rows), node.bytes == null ? "" : size(node.bytes)];
  const more = node.kind === "column" ? (node.type ?? "").toLowerCase() : facts.filter(Boolean).join(" · ");
  return (
    <>
      <span className="powa-tree-icon">{node.key ? ICONS.key : NODE_ICONS[node.kind]}</span>
      <span className="powa-tree-name">{nameOf(node)}</span>
      {searched && <span className="powa-tree-where">{node.path.slice(0, -1).join(".")}</span>}
      {node.references && <span className="powa-badge">→ {node.references}</span>}
      <span className="powa-tree-more">{more}</span>
    </>
  );
}

/** 336776 as 337k. */
export function short(count: number): string {
  return Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(count).toLowerCase();
}

export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, at] = [bytes, 0];
  while (value >= 1_000 && at < units.length - 1) [value, at] = [value / 1_000, at + 1];
  return `${value.toFixed(value < 10 && at ? 1 : 0)} ${units[at]}`;
}

/** Everything that a row has no room for. */
function titleOf(row: Row): string {
  if (row.kind === "note") return row.text;
  if (row.kind === "more") return "";
  if (row.kind === "place") return [row.place.name, row.place.role?.words].filter(Boolean).join("\n");
  const { node } = row;
  const facts = [
    node.path.join(".") || node.name,
    node.type && `${node.type}${node.nullable === false ? ", never null" : ""}${node.key ? ", primary key" : ""}`,
    node.references && `refers to ${node.references}`,
    node.rows != null && `about ${node.rows.toLocaleString("en")} rows`,
    node.bytes != null && size(node.bytes),
    node.comment,
  ];
  return facts.filter(Boolean).join("\n");
}
