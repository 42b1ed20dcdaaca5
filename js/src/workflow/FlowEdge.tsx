// One arrow: a curve whose colour follows the run, and a label where the way out has a name.
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { useEdit } from "./edit/context";
import type { ArrowType } from "./graph";

/** Labels stand at the port that they name, so that those of one block do not cover one another. */
const AT_PORT = 9;
/** Pixels about an arrow that count as the arrow, while somebody edits. */
const GRIP = 18;

export function FlowEdge(props: EdgeProps<ArrowType>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data } = props;
  const state = data?.mark ?? data?.state ?? "idle";
  const width = useEdit() ? GRIP : 0;
  const chosen = props.selected ? " powa-edge-chosen" : "";
  const [path] = getBezierPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition });
  return (
    <>
      <BaseEdge id={id} path={path} className={`powa-edge powa-edge-${state}${chosen}`} interactionWidth={width} />
      {data?.label && (
        <EdgeLabelRenderer>
          <span
            className={`powa-edge-label powa-edge-${state}`}
            style={{ transform: `translate(${sourceX + AT_PORT}px, ${sourceY}px) translateY(-50%)` }}
          >
            {data.label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
