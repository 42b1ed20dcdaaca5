// The plan of a statement as a tree: what is done, with how many rows, for how long; the costliest path stands out.
import { type KeyboardEvent, useMemo, useState } from "react";
import type { PlanNode } from "./client";
import type { PlanShown } from "./explorer";
import { ICONS } from "./icons";
import { above, details, isMeasured, type Line, linesOf } from "./plan";
import { spoken } from "./run";

interface PlanPaneProps {
  shown: PlanShown | undefined;
  onExplain(measured: boolean): void;
}

export function PlanPane({ shown, onExplain }: PlanPaneProps) {
  const [asText, setAsText] = useState(false);
  if (!shown) {
    return (
      <div className="powa-message">
        <p className="powa-message-title">No plan yet</p>
        <p>The plan says how the database answers a statement, and where the time goes.</p>
        <PlanButtons onExplain={onExplain} />
      </div>
    );
  }
  if (shown.state === "loading") {
    return (
      <div className="powa-message" role="status">
        <p>{shown.measured ? "Running the statement to measure it…" : "Reading the plan…"}</p>
      </div>
    );
  }
  if (shown.state === "failed" || !shown.plan) {
    return (
      <div className="powa-message" role="alert">
        <p className="powa-message-title">There is no plan</p>
        <p>{shown.problem}</p>
        <PlanButtons onExplain={onExplain} />
      </div>
    );
  }
  const { plan, text } = shown.plan;
  return (
    <div className="powa-plan">
      <div className="powa-plan-bar">
        <span>{isMeasured(plan) ? "Measured" : "Estimated: nothing was run"}</span>
        <span className="powa-bar-space" />
        <PlanButtons onExplain={onExplain} />
        <button
          type="button"
          className="powa-button powa-quiet"
          aria-pressed={asText}
          onClick={() => setAsText(!asText)}
        >
          Text
        </button>
      </div>
      {asText ? <pre className="powa-plan-text">{text}</pre> : <PlanTree plan={plan} />}
    </div>
  );
}

function PlanButtons({ onExplain }: { onExplain(measured: boolean): void }) {
  return (
    <span className="powa-plan-buttons">
      <button type="button" className="powa-button" onClick={() => onExplain(false)}>
        Explain
      </button>
      <button type="button" className="powa-button" title="Runs the statement" onClick={() => onExplain(true)}>
        Explain and measure
      </button>
    </span>
  );
}

export function PlanTree({ plan }: { plan: PlanNode }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState("0");
  const lines = useMemo(() => linesOf(plan, closed), [plan, closed]);
  const toggle = (key: string) => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = placeOf(lines, current);
    const line = lines[at];
    if (!line) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    const open = line.node.children.length > 0 && !closed.has(line.key);
    if (to !== undefined) setCurrent(lines[Math.max(0, Math.min(lines.length - 1, to))]?.key ?? "0");
    else if (event.key === "ArrowRight" && open) setCurrent(lines[at + 1]?.key ?? current);
    else if (event.key === "ArrowRight" && line.node.children.length) toggle(line.key);
    else if (event.key === "ArrowLeft" && open) toggle(line.key);
    else if (event.key === "ArrowLeft") setCurrent(above(line.key));
    else if (event.key === "Enter" || event.key === " ") toggle(line.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="powa-plan-tree"
      role="tree"
      aria-label="Plan of the statement"
      tabIndex={0}
      aria-activedescendant={`powa-plan-${current}`}
      onKeyDown={onKeyDown}
    >
      {lines.map((line) => (
        <PlanLine
          key={line.key}
          line={line}
          current={line.key === current}
          open={line.node.children.length ? !closed.has(line.key) : null}
          onClick={() => {
            setCurrent(line.key);
            if (line.node.children.length) toggle(line.key);
          }}
        />
      ))}
    </div>
  );
}

function placeOf(lines: Line[], key: string): number {
  return Math.max(
    0,
    lines.findIndex((line) => line.key === key),
  );
}

interface PlanLineProps {
  line: Line;
  current: boolean;
  open: boolean | null;
  onClick(): void;
}

function PlanLine({ line: { node, key, level, at, of, heavy, share }, current, open, onClick }: PlanLineProps) {
  const facts = [
    node.rows === null ? "" : `${node.rows.toLocaleString("en")} rows`,
    node.milliseconds === null ? "" : spoken(node.milliseconds),
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names its active line.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys.
    <div
      id={`powa-plan-${key}`}
      role="treeitem"
      className={`powa-plan-line${heavy ? " powa-plan-heavy" : ""}`}
      aria-level={level}
      aria-posinset={at}
      aria-setsize={of}
      aria-expanded={open ?? undefined}
      aria-selected={current}
      data-current={current ? "" : undefined}
      style={{ paddingLeft: 6 + (level - 1) * 18 }}
      onClick={onClick}
    >
      <span className="powa-tree-turn">{open === null ? null : open ? ICONS.down : ICONS.right}</span>
      <span className="powa-plan-words">
        <span className="powa-plan-head">
          <b>{node.name}</b>
          {heavy && <span className="powa-sr-only">, on the costliest path</span>}
          <span className="powa-plan-facts">{facts.filter(Boolean).join(" · ")}</span>
          <span className="powa-plan-share" aria-hidden="true">
            <span style={{ width: `${Math.round(share * 100)}%` }} />
          </span>
        </span>
        <span className="powa-plan-details">
          {details(node.detail).map(([name, words]) => (
            <span key={name} title={`${name}: ${words}`}>
              <i>{name}</i> {words}
            </span>
          ))}
        </span>
      </span>
    </div>
  );
}
