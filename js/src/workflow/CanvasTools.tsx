// The buttons in the corner of the canvas: zoom, fit, tidy.
import { Panel, useReactFlow } from "@xyflow/react";
import { Tool } from "./buttons";

export function CanvasTools({ fit, tidy }: { fit(): void; tidy(): void }) {
  const { zoomIn, zoomOut } = useReactFlow();
  return (
    <Panel position="bottom-left" className="powa-tools">
      <Tool label="Zoom in" onClick={() => void zoomIn()}>
        <path d="M8 3.5v9M3.5 8h9" />
      </Tool>
      <Tool label="Zoom out" onClick={() => void zoomOut()}>
        <path d="M3.5 8h9" />
      </Tool>
      <Tool label="Show the whole graph" onClick={fit}>
        <path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" />
      </Tool>
      <Tool label="Tidy: lay the graph out again" onClick={tidy}>
        <path d="M2.5 6.2h3.6v3.6H2.5zM10 2.5h3.5V6H10zM10 10h3.5v3.5H10zM6 8h2.2M8.2 4.2V11.8M8.2 4.2H10M8.2 11.8H10" />
      </Tool>
    </Panel>
  );
}
