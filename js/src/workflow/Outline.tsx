// The graph as a list: the twin of the drawing for screen readers, and for whoever prefers lists.
import { useMemo } from "react";
import { titleOf } from "../blocks/catalog";
import type { Workflow } from "../model/types";
import { inOrder } from "./order";
import { MARK_WORDS } from "./proposal";
import { Elapsed, Sign, STATUS_WORDS } from "./Status";
import { blockRun, useView } from "./view";

export function Outline({ workflow, visible }: { workflow: Workflow; visible: boolean }) {
  const { known, run, selected, select, marks } = useView();
  const order = useMemo(() => inOrder(workflow.blocks, workflow.edges), [workflow]);
  const names = new Map(workflow.blocks.map((block) => [block.id, block.name]));
  const next = (id: string) =>
    workflow.edges
      .filter((edge) => edge.source === id && names.has(edge.target))
      .map(
        (edge) =>
          (edge.sourceHandle && edge.sourceHandle !== "output" ? `${edge.sourceHandle}: ` : "") +
          names.get(edge.target),
      )
      .join(", ");
  return (
    <nav className={visible ? "powa-outline" : "powa-outline powa-outline-hidden"} aria-label="Blocks">
      <ol>
        {order.map((block) => {
          const state = blockRun(run, block.id);
          const after = next(block.id);
          const mark = marks.blocks.get(block.id);
          return (
            <li key={block.id}>
              <button
                type="button"
                className={selected === block.id ? "powa-outline-item powa-selected" : "powa-outline-item"}
                aria-current={selected === block.id}
                onClick={() => select(block.id)}
              >
                <Sign status={state.status} size={14} />
                <span className="powa-card-text">
                  <span className="powa-card-name">{block.name}</span>
                  <span className="powa-card-detail">{titleOf(known.catalog, block.type)}</span>
                </span>
                {mark && <span className={`powa-mark-word powa-mark-${mark}`}>{MARK_WORDS[mark]}</span>}
                <Elapsed of={state} />
                <span className="powa-sr-only">
                  {`${STATUS_WORDS[state.status]}. ${after ? `Goes on to ${after}.` : "Last block."}`}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
