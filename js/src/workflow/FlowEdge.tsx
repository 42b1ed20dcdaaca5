// One arrow: a curve whose colour follows the run, and a label where the way out has a name.
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import type { ArrowType } from "./graph";

/** How far along the arrow its label stands: near the block that chooses. */
const AT = 0.32;

function along(from: number, to: number, pullFrom: number, pullTo: number): number {
  const t = AT;
  const u = 1 - t;
  return u ** 3 * from + 3 * u ** 2 * t * pullFrom + 3 * u * t ** 2 * pullTo + t ** 3 * to;
}

export function FlowEdge(props: EdgeProps<ArrowType>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props;
  const state = data?.state ?? "idle";
  const [path] = getBezierPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition });
  const pull = Math.max(24, Math.abs(targetX - sourceX) / 2);
  const x = along(sourceX, targetX, sourceX + pull, targetX - pull);
  const y = along(sourceY, targetY, sourceY, targetY);
  return (
    <>
      <BaseEdge id={id} path={path} className={`powa-edge powa-edge-${state}`} interactionWidth={0} />
      {data?.label && (
        <EdgeLabelRenderer>
          <span
            className={`powa-edge-label powa-edge-${state}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data.label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
