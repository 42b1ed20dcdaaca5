// The head of a column: its name sorts and is dragged, its edge is dragged too, its menu holds the rest.
import { type PointerEvent, useRef } from "react";
import type { Order } from "../../model/types";
import type { Kind } from "./cell";

interface HeaderProps {
  name: string;
  type: string;
  kind: Kind;
  order: Order | null;
  /** Its place among the orders, where there are several. */
  rank: number | null;
  filtered: boolean;
  comment: string | null;
  width(): number;
  onSort(more: boolean): void;
  onMenu(anchor: DOMRect): void;
  onFilter(anchor: DOMRect): void;
  onWidth(width: number | null): void;
  /** Dropped where the pointer is now. */
  onDrop(x: number): void;
  onDrag(x: number | null): void;
}

const DRAG_AFTER = 6;

export function Header(props: HeaderProps) {
  const { name, type, kind, order, rank, filtered, comment, onSort, onMenu, onFilter } = props;
  const drag = useDrag(props);
  const box = (element: Element) => (element.closest(".powa-head") ?? element).getBoundingClientRect();
  return (
    <>
      <div className="powa-head-line">
        <button
          type="button"
          className="powa-head-name"
          title={[name, type, comment].filter(Boolean).join("\n")}
          {...drag}
          onClick={(event) => onSort(event.shiftKey)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" && event.altKey) onMenu(box(event.currentTarget));
          }}
        >
          <span className="powa-head-text">{name}</span>
          {order && <SortMark order={order} rank={rank} />}
        </button>
        <button
          type="button"
          className="powa-head-tool"
          aria-label={`Filter ${name}`}
          aria-pressed={filtered}
          onClick={(event) => onFilter(box(event.currentTarget))}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M1.5 2h9L7 6.3V10L5 9V6.3z" />
          </svg>
        </button>
        <button
          type="button"
          className="powa-head-tool"
          aria-label={`Menu of ${name}`}
          aria-haspopup="menu"
          onClick={(event) => onMenu(box(event.currentTarget))}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M6 2.2h.01M6 6h.01M6 9.8h.01" />
          </svg>
        </button>
      </div>
      <span className={`powa-head-type powa-kind-${kind}`}>{type.toLowerCase()}</span>
      <Edge width={props.width} onWidth={props.onWidth} />
    </>
  );
}

/** For the eye; what reads a page aloud is told by aria-sort. */
function SortMark({ order, rank }: { order: Order; rank: number | null }) {
  return (
    <span className="powa-sort" aria-hidden="true">
      {order.descending ? "↓" : "↑"}
      {rank}
    </span>
  );
}

/** A press that moves is a drag, and no click. */
function useDrag({ onDrag, onDrop }: HeaderProps) {
  const from = useRef<number | null>(null);
  const moved = useRef(false);
  const end = (event: PointerEvent) => {
    if (moved.current) onDrop(event.clientX);
    from.current = null;
    onDrag(null);
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      from.current = event.clientX;
      moved.current = false;
      event.currentTarget.setPointerCapture?.(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      if (from.current === null) return;
      moved.current ||= Math.abs(event.clientX - from.current) > DRAG_AFTER;
      if (moved.current) onDrag(event.clientX);
    },
    onPointerUp: end,
    onPointerCancel() {
      from.current = null;
      moved.current = false;
      onDrag(null);
    },
    onClickCapture(event: { stopPropagation(): void; preventDefault(): void }) {
      if (!moved.current) return;
      moved.current = false;
      event.stopPropagation();
      event.preventDefault();
    },
  };
}

function Edge({ width, onWidth }: Pick<HeaderProps, "width" | "onWidth">) {
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      className="powa-head-edge"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        from.current = { x: event.clientX, width: width() };
      }}
      onPointerMove={(event) => {
        if (from.current) onWidth(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onDoubleClick={() => onWidth(null)}
    />
  );
}
