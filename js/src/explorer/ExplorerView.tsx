// The view of data: sources on the left, statements above, rows below.
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { BUTTON_ICONS } from "../workflow/buttons";
import { KEEP_KEYS, keepKeys, leave } from "../workflow/keys";
import { ErrorBoundary } from "../workflow/States";
import { useTheme } from "../workflow/theme";
import { ExplorerContext, type Parts, placeOf, useParts } from "./context";
import { useDeeds } from "./deeds";
import { EditorPane } from "./EditorPane";
import type { Shown } from "./explorer";
import { entered } from "./grid/keys";
import { HistoryPane } from "./HistoryPane";
import { ICONS } from "./icons";
import { Results } from "./Results";
import { SchemaTree } from "./SchemaTree";
import { Split } from "./Split";
import { TabStrip } from "./TabStrip";
import { Toolbar } from "./Toolbar";
import type { Tab } from "./tabs";

/** Pixels: as in frame.css. */
const NARROW = 640;

type Side = "sources" | "history" | null;

interface ExplorerViewProps {
  parts: Parts;
  height: number;
  /** What stands beside the rows at first. */
  side: Side;
}

export function ExplorerView({ parts, height, side: first }: ExplorerViewProps) {
  const theme = useTheme();
  const shown = useSyncExternalStore(parts.explorer.subscribe, parts.explorer.snapshot);
  const [side, setSide] = useState(first);
  const [width, setWidth] = useState(250);
  const root = useRef<HTMLDivElement>(null);
  const { active } = shown.tabs;
  const before = useRef<string | null>(null);
  useEffect(() => {
    // On a narrow page the list lies over the rows: it goes when a tab is opened from it.
    const narrow = (root.current?.clientWidth || NARROW) < NARROW;
    if (narrow && before.current !== active) setSide(null);
    before.current = active;
  }, [active]);
  return (
    <ExplorerContext.Provider value={parts}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it reacts to where the focus is, not to people. */}
      <div
        ref={root}
        className="powa-root powa-explorer"
        data-theme={theme}
        {...{ [KEEP_KEYS]: "true" }}
        onFocus={keepKeys}
        onKeyDown={entered}
        style={{ height }}
      >
        <ErrorBoundary>
          <nav className="powa-rail" aria-label="Beside the rows">
            <RailButton side="sources" now={side} onSide={setSide} label="Sources" icon={ICONS.tree} />
            <RailButton side="history" now={side} onSide={setSide} label="History" icon={ICONS.past} />
          </nav>
          {side && (
            <>
              <div className="powa-side" style={{ width }}>
                {side === "sources" ? <SchemaTree /> : <HistoryPane />}
              </div>
              <Split label="Width of the list" upright size={width} least={150} most={520} onSize={setWidth} />
            </>
          )}
          <Work shown={shown} height={height} />
        </ErrorBoundary>
      </div>
    </ExplorerContext.Provider>
  );
}

interface RailButtonProps {
  side: Exclude<Side, null>;
  now: Side;
  onSide(side: Side): void;
  label: string;
  icon: React.ReactNode;
}

function RailButton({ side, now, onSide, label, icon }: RailButtonProps) {
  return (
    <button
      type="button"
      className="powa-tool"
      aria-label={label}
      title={label}
      aria-pressed={now === side}
      onClick={() => onSide(now === side ? null : side)}
    >
      {icon}
    </button>
  );
}

/** The tabs, and what is in the one on top. */
function Work({ shown, height }: { shown: Shown; height: number }) {
  const { explorer } = useParts();
  const panel = useId();
  const { tabs, runs, plans, problem, said } = shown;
  const tab = tabs.tabs.find((one) => one.id === tabs.active) ?? null;
  return (
    <div className="powa-work">
      <TabStrip tabs={tabs} runs={runs} panel={panel} />
      {problem && (
        <div className="powa-notice" role="alert">
          <span>{problem}</span>
          <button type="button" className="powa-tool" aria-label="Dismiss" onClick={explorer.dismiss}>
            {BUTTON_ICONS.close}
          </button>
        </div>
      )}
      <div className="powa-work-tab" role="tabpanel" id={panel} aria-labelledby={`${panel}-${tabs.active}`}>
        {tab && <OneTab tab={tab} tabs={tabs.tabs} run={runs[tab.id] ?? null} plan={plans[tab.id]} height={height} />}
      </div>
      <p className="powa-sr-only" role="status" aria-live="polite">
        {said}
      </p>
    </div>
  );
}

interface OneTabProps {
  tab: Tab;
  tabs: readonly Tab[];
  run: Shown["runs"][string] | null;
  plan: Shown["plans"][string] | undefined;
  height: number;
}

function OneTab({ tab, tabs, run, plan, height }: OneTabProps) {
  const { explorer, tree } = useParts();
  const { places } = useSyncExternalStore(tree.subscribe, tree.snapshot);
  const deeds = useDeeds(tab);
  const [wanted, setWanted] = useState<number | null>(null);
  const [everEdited, setEverEdited] = useState(tab.editor);
  useEffect(() => {
    if (tab.editor) setEverEdited(true); // an editor that was here once is only hidden: it knows how to undo
  }, [tab.editor]);
  const size = wanted ?? Math.round(Math.min(190, height * 0.3));
  const onEscape = () =>
    run?.status === "running" ? explorer.cancel(tab.id) : leave(document.activeElement as HTMLElement | null);
  return (
    <>
      <Toolbar tab={tab} run={run} places={places} deeds={deeds} />
      {(tab.editor || everEdited) && (
        <div className="powa-editor-box" style={{ height: size }} hidden={!tab.editor}>
          <EditorPane
            tab={tab}
            tabs={tabs}
            place={placeOf(places, tab.source)}
            problem={run?.problem ?? null}
            onRun={deeds.run}
            onFormat={deeds.format}
            onEscape={onEscape}
          />
        </div>
      )}
      {tab.editor && (
        <Split
          label="Height of the editor"
          upright={false}
          size={size}
          least={48}
          most={height - 200}
          onSize={setWanted}
        />
      )}
      <Results tab={tab} run={run} plan={plan} deeds={deeds} />
    </>
  );
}
