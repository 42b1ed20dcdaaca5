// The details of one block: what it gave, what came in, what it printed, its config, its error.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { titleOf } from "../blocks/catalog";
import { Icon, tile } from "../blocks/icons";
import type { Block } from "../model/types";
import { BUTTON_ICONS } from "./buttons";
import { CellBar } from "./CellBar";
import { BlockEditor } from "./edit/BlockEditor";
import { useEdit } from "./edit/context";
import { ConfigPane, ErrorPane, PrintedPane, ValuePane } from "./panes";
import type { BlockRun } from "./run";
import { Elapsed, Sign, STATUS_WORDS } from "./Status";
import { blockRun, useView } from "./view";

const TABS = ["Edit", "Output", "Input", "Printed", "Config", "Error"] as const;
type Tab = (typeof TABS)[number];

export function Inspector({ block, onClose }: { block: Block; onClose(): void }) {
  const { known, run } = useView();
  const state = blockRun(run, block.id);
  const info = known.catalog.get(block.type);
  const panel = useRef<HTMLElement>(null);
  return (
    <aside
      ref={panel}
      className="powa-inspector"
      aria-label={`Details of ${block.name}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="powa-inspector-head">
        <span className={tile(info)}>
          <Icon name={info?.icon} />
        </span>
        <div className="powa-card-text">
          <h3 className="powa-card-name" title={block.name}>
            {block.name}
          </h3>
          <p className="powa-state">
            <span className="powa-state-part">{titleOf(known.catalog, block.type)}</span>
            <span className={`powa-chip powa-is-${state.status}`}>
              <Sign status={state.status} size={12} />
              {STATUS_WORDS[state.status]}
            </span>
            <Elapsed of={state} />
            {state.attempts > 1 && <span className="powa-state-part">{state.attempts} attempts</span>}
          </p>
        </div>
        <button
          type="button"
          className="powa-tool"
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={onClose}
        >
          {BUTTON_ICONS.close}
        </button>
      </div>
      <CellBar block={block} state={state} />
      <Tabs key={block.id} block={block} state={state} />
    </aside>
  );
}

/** The tab that says most: the error where there is one, the config before a run. */
function preferred(state: BlockRun): Tab {
  if (state.error) return "Error";
  if (state.status === "running") return "Printed";
  return state.status === "idle" ? "Config" : "Output";
}

function useTab(state: BlockRun) {
  const [chosen, setChosen] = useState<Tab | null>(null);
  const edited = useEdit() !== null;
  const left: Partial<Record<Tab, boolean>> = { Error: !state.error, Edit: !edited, Config: edited };
  const shown = TABS.filter((tab) => !left[tab]);
  const tab = chosen && shown.includes(chosen) ? chosen : edited ? "Edit" : preferred(state);
  return { shown, tab, setChosen };
}

function Tabs({ block, state }: { block: Block; state: BlockRun }) {
  const { shown, tab, setChosen } = useTab(state);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus({ preventScroll: true });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length] ?? tab;
    setChosen(next);
    list.current?.querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus({ preventScroll: true });
  };
  return (
    <>
      <div ref={list} className="powa-tabs" role="tablist" aria-label="What is shown" onKeyDown={onKeyDown}>
        {shown.map((name) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            data-tab={name}
            className={name === "Error" ? "powa-tab powa-tab-error" : "powa-tab"}
            aria-selected={name === tab}
            aria-controls={`${id}-pane`}
            tabIndex={name === tab ? 0 : -1}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div
        className="powa-pane nowheel"
        role="tabpanel"
        id={`${id}-pane`}
        aria-labelledby={`${id}-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reached by the keyboard.
        tabIndex={0}
      >
        <Pane tab={tab} block={block} state={state} />
      </div>
    </>
  );
}

function Pane({ tab, block, state }: { tab: Tab; block: Block; state: BlockRun }) {
  switch (tab) {
    case "Edit":
      return <BlockEditor block={block} />;
    case "Output":
      return <ValuePane value={state.data} nothing={nothing(state)} />;
    case "Input":
      return <ValuePane value={state.input} nothing={state.status === "idle" ? "Not run yet." : "Nothing came in."} />;
    case "Printed":
      return <PrintedPane text={state.printed} running={state.status === "running"} />;
    case "Config":
      return <ConfigPane config={{ ...(state.config ?? block.config), ...options(block) }} />;
    case "Error":
      return <ErrorPane state={state} config={state.config ?? block.config} />;
  }
}

/** What a block has beside its config, by the words that people know it by. */
function options({ timeout, retry, expect }: Block): Record<string, unknown> {
  const named = {
    "time limit": timeout && `${timeout} s`,
    "further attempts": retry,
    "contract of the output": expect,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value));
}

function nothing(state: BlockRun): string {
  if (state.status === "skipped") return state.message ? `Skipped: ${state.message}` : "Skipped.";
  if (state.status === "running") return "Running. The output comes when the block has ended.";
  if (state.status === "error") return "The block failed before it gave an output.";
  return state.status === "idle" ? "Not run yet." : "The block gave nothing.";
}
