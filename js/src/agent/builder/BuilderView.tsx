// The builder of an agent: what it knows in tabs, a test beside what is published, and the button that publishes it.
import { type FocusEvent, useEffect, useState, useSyncExternalStore } from "react";
import { Failed } from "../../workflow/States";
import { useTheme } from "../../workflow/theme";
import type { Builder } from "./builder";
import { FiltersPane } from "./FiltersPane";
import { GoldensPane } from "./GoldensPane";
import { Header } from "./Header";
import { JoinsPane } from "./JoinsPane";
import { TablesPane } from "./TablesPane";
import { Tabs } from "./Tabs";
import { TestPane } from "./TestPane";

const PANES = {
  Tables: TablesPane,
  Relations: JoinsPane,
  Filters: FiltersPane,
  "Golden questions": GoldensPane,
  Test: TestPane,
};
type Pane = keyof typeof PANES;

/** JupyterLab's single-key commands must not hear what is typed here. */
function keepKeys({ target }: FocusEvent): void {
  target.setAttribute("data-lm-suppress-shortcuts", "true");
}

/** The browser asks before the page is left while something is not published. */
function useWarning(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [dirty]);
}

export function BuilderView({ builder, height }: { builder: Builder; height: number }) {
  const theme = useTheme();
  const state = useSyncExternalStore(builder.subscribe, builder.snapshot);
  const [shown, setShown] = useState<Pane>("Tables");
  useWarning(state.phase === "ready" && builder.dirty);
  const Shown = PANES[shown];
  return (
    <section
      className="powa-root powa-builder"
      data-theme={theme}
      data-lm-suppress-shortcuts="true"
      aria-label={`Builder of ${state.draft.name || "a new agent"}`}
      style={{ maxHeight: height }}
      onFocus={keepKeys}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {state.phase === "loading" && <p role="status">Loading the agent…</p>}
      {state.phase === "failed" && <Failed problem={state.failure} onRetry={() => void builder.load()} />}
      {state.phase === "ready" && (
        <>
          <Header builder={builder} state={state} />
          <Tabs<Pane> names={Object.keys(PANES) as Pane[]} shown={shown} onShow={setShown}>
            <Shown builder={builder} state={state} />
          </Tabs>
        </>
      )}
    </section>
  );
}
