// The buttons that arrange the blocks that are chosen together; there while several are.
import { Panel } from "@xyflow/react";
import { Tool } from "../buttons";
import { count } from "../format";
import type { BlockNodeType } from "../graph";
import { heightOf, type Places, WIDTH } from "../layout";
import { type Arrangement, arranged } from "./align";

const WAYS: [Arrangement, string, string][] = [
  ["left", "Align left", "M3 2.5v11M5.5 4.5h7v2.5h-7zM5.5 9.5h4.5V12H5.5z"],
  ["top", "Align top", "M2.5 3h11M4.5 5.5H7v7H4.5zM9.5 5.5H12V10H9.5z"],
  ["across", "Distribute across", "M2.5 2.5v11M13.5 2.5v11M6.5 5h3v6h-3z"],
  ["down", "Distribute down", "M2.5 2.5h11M2.5 13.5h11M5 6.5h6v3H5z"],
];

interface AlignToolsProps {
  nodes: BlockNodeType[];
  place(places: Places): void;
}

export function AlignTools({ nodes, place }: AlignToolsProps) {
  const boxes = nodes
    .filter((node) => node.selected)
    .map(({ id, position: { x, y }, measured }) => ({
      ...{ id, x, y },
      ...{ width: measured?.width ?? WIDTH, height: measured?.height ?? heightOf([]) },
    }));
  if (boxes.length < 2) return null;
  return (
    <Panel position="top-center" className="powa-tools powa-align">
      <span className="powa-state-part">{`${count(boxes.length, "block")} chosen`}</span>
      {WAYS.map(([way, label, path]) => (
        <Tool key={way} label={label} onClick={() => place(arranged(boxes, way))}>
          <path d={path} />
        </Tool>
      ))}
    </Panel>
  );
}
