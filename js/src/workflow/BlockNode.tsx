// One block on the canvas: a card with its picture, name and type, and what became of it in the run.
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { titleOf } from "../blocks/catalog";
import { Icon, tile } from "../blocks/icons";
import type { Block } from "../model/types";
import { problemsOf, useEdit } from "./edit/context";
import type { BlockNodeType } from "./graph";
import { summary } from "./output";
import { MARK_WORDS, type Mark } from "./proposal";
import type { BlockRun } from "./run";
import { Elapsed, Sign, STATUS_WORDS } from "./Status";
import { runByKey } from "./useDeeds";
import { blockRun, type Deeds, useView } from "./view";

export function BlockNode({ id, data }: NodeProps<BlockNodeType>) {
  const { known, run, selected, select, current, setCurrent, marks, stale, deeds } = useView();
  const edit = useEdit();
  const info = known.catalog.get(data.block.type);
  const [problem] = edit ? problemsOf(edit.editing.problems, id) : [];
  return (
    <>
      {(data.hasInput || (edit && !info?.entry)) && (
        <Handle type="target" position={Position.Left} isConnectable={edit !== null} />
      )}
      <Card
        block={data.block}
        state={blockRun(run, id)}
        icon={info?.icon}
        group={info?.group}
        title={titleOf(known.catalog, data.block.type)}
        mark={marks.blocks.get(id)}
        problem={problem?.message}
        stops={problem?.stops ?? false}
        stale={stale.get(id)}
        deeds={deeds}
        isSelected={selected === id}
        isCurrent={current === id}
        open={select}
        focus={setCurrent}
      />
      {(data.hasOutput || edit ? data.ports : []).map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Right}
          isConnectable={edit !== null}
          title={edit && port !== "output" ? port : undefined}
          className={port === "error" ? "powa-port-error" : undefined}
          style={{ top: `${((index + 1) / (data.ports.length + 1)) * 100}%` }}
        />
      ))}
    </>
  );
}

interface CardProps {
  block: Block;
  state: BlockRun;
  icon: string | undefined;
  group: string | undefined;
  title: string;
  mark: Mark | undefined;
  /** What the checker says, while somebody edits. */
  problem: string | undefined;
  stops: boolean;
  /** Why its last result is stale. */
  stale: string | undefined;
  deeds: Deeds | null;
  isSelected: boolean;
  isCurrent: boolean;
  open(id: string): void;
  focus(id: string): void;
}

/** Drawn again only when its own block moved on, not with every event of the run. */
const Card = memo(function Card(props: CardProps) {
  const { block, state, icon, group, title, mark, problem, stops, isSelected, isCurrent, open, focus, deeds } = props;
  const classes = ["powa-card", `powa-is-${state.status}`];
  if (mark) classes.push(`powa-mark-${mark}`);
  if (isSelected) classes.push("powa-selected");
  if (block.enabled === false) classes.push("powa-disabled");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card is dragged as well; browsers do not drag buttons.
    <div
      className={classes.join(" ")}
      role="button"
      tabIndex={isCurrent ? 0 : -1}
      data-block={block.id}
      aria-pressed={isSelected}
      title={block.name}
      onClick={() => open(block.id)}
      onFocus={() => focus(block.id)}
      onKeyDown={(event) => {
        if (deeds && runByKey(event, block.id, deeds)) return;
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(block.id);
      }}
    >
      <span className={tile({ icon: icon ?? "box", group: group ?? "" })}>
        <Icon name={icon} size={19} />
      </span>
      <span className="powa-card-name">{block.name}</span>
      <Sign status={state.status} />
      <span className="powa-card-line">
        <Detail state={state} title={title} disabled={block.enabled === false} />
        <Elapsed of={state} />
      </span>
      <span className="powa-sr-only">{STATUS_WORDS[state.status]}</span>
      {mark && <span className="powa-mark">{MARK_WORDS[mark]}</span>}
      {problem && (
        <span className={stops ? "powa-mark powa-mark-stops" : "powa-mark powa-mark-warns"} title={problem}>
          {stops ? "to do" : "look"}
          <span className="powa-sr-only">{problem}</span>
        </span>
      )}
      <Held pinned={Boolean(block.pin)} stale={props.stale} />
      <Progress state={state} />
    </div>
  );
});

/** Whether its output is held, or no longer stands. */
function Held({ pinned, stale }: { pinned: boolean; stale: string | undefined }) {
  if (!pinned && !stale) return null;
  const why = pinned ? "Its output is held: it is not run." : stale;
  return (
    <span className={pinned ? "powa-mark powa-mark-pinned" : "powa-mark powa-mark-stale"} title={why}>
      {pinned ? "pinned" : "stale"}
      <span className="powa-sr-only">{why}</span>
    </span>
  );
}

function Detail({ state, title, disabled }: { state: BlockRun; title: string; disabled: boolean }) {
  const more = disabled ? "disabled" : detail(state);
  const told = state.status === "success" || state.message !== "";
  const words = told ? [more, title] : [title, more]; // what comes second may be cut off
  return (
    <span className={state.status === "error" ? "powa-card-detail powa-card-error" : "powa-card-detail"}>
      {state.status === "error" && more ? more : words.filter(Boolean).join(" · ")}
    </span>
  );
}

function detail(state: BlockRun): string {
  if (state.status === "error") return (state.error ?? "").split("\n")[0] ?? "";
  if (state.status === "success") return state.route ? `took ${state.route.replace("_", " ")}` : summary(state.data);
  if (state.status === "skipped") return "skipped";
  return state.message;
}

function Progress({ state }: { state: BlockRun }) {
  if (state.status !== "running") return null;
  const known = state.fraction !== null;
  return (
    <span className={known ? "powa-bar" : "powa-bar powa-bar-unknown"} aria-hidden="true">
      <span style={known ? { width: `${Math.min(1, Math.max(0, state.fraction ?? 0)) * 100}%` } : undefined} />
    </span>
  );
}
