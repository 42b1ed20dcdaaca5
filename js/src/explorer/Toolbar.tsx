// The bar above the editor: run, stop, where it runs, format, explain, and the way back to code.
import { BUTTON_ICONS } from "../workflow/buttons";
import { CodeMenu } from "./CodeMenu";
import { useParts } from "./context";
import type { Deeds } from "./deeds";
import { ICONS } from "./icons";
import { MenuButton } from "./Menu";
import type { Place } from "./nodes";
import { Elapsed, StopButton } from "./Running";
import type { Run } from "./run";
import type { Tab } from "./tabs";

interface ToolbarProps {
  tab: Tab;
  run: Run | null;
  places: readonly Place[];
  deeds: Deeds;
}

export function Toolbar({ tab, run, places, deeds }: ToolbarProps) {
  const { explorer } = useParts();
  const running = run?.status === "running";
  const toggle = () =>
    tab.editor
      ? explorer.act({ type: "change", id: tab.id, change: { editor: false } })
      : void explorer.openEditor(tab.id);
  return (
    <div className="powa-bar-tools" role="toolbar" aria-label="Statement">
      {tab.editor &&
        (running ? (
          <StopButton onStop={() => explorer.cancel(tab.id)} />
        ) : (
          <button
            type="button"
            className="powa-button powa-run"
            title="Run the selection, or the statement at the cursor (Shift+Enter)"
            onClick={() => deeds.run(false)}
          >
            {BUTTON_ICONS.play}
            Run
          </button>
        ))}
      {tab.editor && (
        <>
          <MenuButton label="More ways to run" className="powa-tool" items={() => ways(deeds)}>
            {ICONS.down}
          </MenuButton>
          <SourcePicker tab={tab} places={places} />
        </>
      )}
      <button
        type="button"
        className="powa-button powa-quiet"
        aria-pressed={tab.editor}
        title={tab.editor ? "Hide the editor" : "Show the statement behind these rows"}
        onClick={toggle}
      >
        SQL
      </button>
      <span className="powa-bar-space" />
      {run && <Elapsed key={run.startedAt} run={run} />}
      <CodeMenu tab={tab} />
    </div>
  );
}

function ways(deeds: Deeds) {
  return [
    { label: "Run the statement or selection", hint: "Shift+Enter", act: () => deeds.run(false) },
    { label: "Run all", hint: "Ctrl+Shift+Enter", act: () => deeds.run(true) },
    null,
    { label: "Explain", act: () => deeds.explain(false) },
    { label: "Explain and measure", hint: "runs it", act: () => deeds.explain(true) },
    null,
    { label: "Format", hint: "Shift+Alt+F", act: deeds.format },
  ];
}

function SourcePicker({ tab, places }: { tab: Tab; places: readonly Place[] }) {
  const { explorer } = useParts();
  const known = places.find((place) => place.ref === tab.source);
  return (
    <select
      className="powa-select"
      aria-label="Where it runs"
      title={known?.role?.words || "Where it runs"}
      value={tab.source ?? ""}
      onChange={(event) => explorer.act({ type: "change", id: tab.id, change: { source: event.target.value || null } })}
    >
      {!known && <option value={tab.source ?? ""}>{tab.source ?? "Project"}</option>}
      {places.map((place) => (
        <option key={place.ref ?? ""} value={place.ref ?? ""}>
          {place.name}
        </option>
      ))}
    </select>
  );
}
