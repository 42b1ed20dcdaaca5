// The tabs above the editor: clicked, renamed by a double click, dragged or moved with the keyboard, closed.
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { BUTTON_ICONS } from "../workflow/buttons";
import { useParts } from "./context";
import { ICONS } from "./icons";
import type { Run } from "./run";
import type { Tab, Tabs } from "./tabs";

interface TabStripProps {
  tabs: Tabs;
  runs: Readonly<Record<string, Run>>;
  panel: string;
}

export function TabStrip({ tabs: { tabs, active }, runs, panel }: TabStripProps) {
  const { explorer } = useParts();
  const [renaming, setRenaming] = useState<string | null>(null);
  const current = tabs.find((tab) => tab.id === active);
  return (
    <div className="powa-strip">
      <div className="powa-strip-tabs">
        {/* The buttons that close stand between the tabs, and are no part of their list. */}
        <div
          role="tablist"
          aria-label="Open queries and tables"
          aria-owns={tabs
            .filter((tab) => tab.id !== renaming)
            .map((tab) => `${panel}-${tab.id}`)
            .join(" ")}
        />
        {tabs.map((tab, index) =>
          renaming === tab.id ? (
            <Rename key={tab.id} tab={tab} onDone={() => setRenaming(null)} />
          ) : (
            <OneTab
              key={tab.id}
              tab={tab}
              at={index}
              tabs={tabs}
              active={tab.id === active}
              running={runs[tab.id]?.status === "running"}
              panel={panel}
              onRename={() => setRenaming(tab.id)}
            />
          ),
        )}
      </div>
      <button
        type="button"
        className="powa-tool"
        aria-label="New query"
        title="New query"
        onClick={() => explorer.act({ type: "query", source: current?.source ?? null })}
      >
        {ICONS.plus}
      </button>
    </div>
  );
}

interface OneTabProps {
  tab: Tab;
  at: number;
  tabs: readonly Tab[];
  active: boolean;
  running: boolean;
  panel: string;
  onRename(): void;
}

function OneTab({ tab, at, tabs, active, running, panel, onRename }: OneTabProps) {
  const { explorer } = useParts();
  const drag = useDrag(tab, at);
  return (
    <div className={`powa-strip-tab${active ? " powa-strip-active" : ""}`} role="presentation" {...drag}>
      <button
        type="button"
        role="tab"
        id={`${panel}-${tab.id}`}
        className="powa-strip-name"
        aria-selected={active}
        aria-controls={panel}
        tabIndex={active ? 0 : -1}
        title={`${tab.title}${tab.preview ? " (preview: opens for good with a double click)" : ""}`}
        data-preview={tab.preview ? "" : undefined}
        onClick={() => explorer.act({ type: "show", id: tab.id })}
        onDoubleClick={onRename}
        onKeyDown={(event) => onKey(event, tab, at, tabs, explorer.act, onRename)}
      >
        {running && <span className="powa-spinner powa-strip-busy" aria-hidden="true" />}
        {tab.title}
      </button>
      <button
        type="button"
        className="powa-strip-close"
        tabIndex={-1}
        aria-label={`Close ${tab.title}`}
        title="Close"
        onClick={() => explorer.act({ type: "close", id: tab.id })}
      >
        {BUTTON_ICONS.close}
      </button>
    </div>
  );
}

/** Arrows go from tab to tab, with Alt they move the tab; F2 renames, Delete closes. */
function onKey(
  event: KeyboardEvent<HTMLButtonElement>,
  tab: Tab,
  at: number,
  tabs: readonly Tab[],
  act: ReturnType<typeof useParts>["explorer"]["act"],
  rename: () => void,
): void {
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to !== undefined && event.altKey) act({ type: "move", id: tab.id, to });
  else if (to !== undefined) show(event.currentTarget, tabs[(to + tabs.length) % tabs.length], act);
  else if (event.key === "F2") rename();
  else if (event.key === "Delete") act({ type: "close", id: tab.id });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function show(button: HTMLElement, tab: Tab | undefined, act: ReturnType<typeof useParts>["explorer"]["act"]): void {
  if (!tab) return;
  act({ type: "show", id: tab.id });
  const strip = button.closest(".powa-strip-tabs");
  requestAnimationFrame(() => strip?.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
}

const KIND = "application/x-powa-tab";

function useDrag(tab: Tab, at: number) {
  const { explorer } = useParts();
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData(KIND, tab.id),
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes(KIND)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const id = event.dataTransfer.getData(KIND);
      if (!id) return;
      event.preventDefault();
      event.stopPropagation();
      explorer.act({ type: "move", id, to: at });
    },
  };
}

function Rename({ tab, onDone }: { tab: Tab; onDone(): void }) {
  const { explorer } = useParts();
  const [title, setTitle] = useState(tab.title);
  const done = (save: boolean) => {
    if (save) explorer.act({ type: "rename", id: tab.id, title });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") done(true);
    else if (event.key === "Escape") done(false);
    else return;
    event.preventDefault();
  };
  return (
    <input
      className="powa-strip-rename"
      aria-label="Name of the tab"
      // biome-ignore lint/a11y/noAutofocus: whoever asked to rename goes on typing.
      autoFocus
      value={title}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onBlur={() => done(true)}
      onKeyDown={onKeyDown}
    />
  );
}
