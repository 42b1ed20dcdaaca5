// The form of an export, its progress, and what came of it.
import { useEffect, useRef, useState } from "react";
import type { View } from "../../model/types";
import type { Client, ExportFormat } from "../client";
import { type Exporting, FORMATS, renamed, run } from "./exporting";
import { Popover } from "./Popover";

interface ExportBoxProps {
  client: Client;
  view: View;
  anchor: DOMRect;
  home: HTMLElement;
  onClose(): void;
}

function nameOf({ relation }: View): string {
  const file = relation.file
    ?.split("/")
    .at(-1)
    ?.replace(/\.\w+$/, "");
  return relation.table?.at(-1) ?? relation.variable ?? file ?? "result";
}

export function ExportBox({ client, view, anchor, home, onClose }: ExportBoxProps) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [name, setName] = useState(() => renamed(nameOf(view), "csv"));
  const [raw, setRaw] = useState(false);
  const [replace, setReplace] = useState(false);
  const [state, setState] = useState<Exporting | null>(null);
  const control = useRef(new AbortController());
  useEffect(() => () => control.current.abort(), []);
  const running = state !== null && state.done === null;
  const start = () => {
    control.current = new AbortController();
    void run(client, { view, format, name, raw, replace }, setState, control.current.signal);
  };
  const choose = (next: ExportFormat) => {
    setFormat(next);
    setName(renamed(name, next));
    setState(null);
  };
  return (
    <Popover label="Export" anchor={anchor} home={home} onClose={onClose}>
      <form
        className="powa-filter"
        onSubmit={(event) => {
          event.preventDefault();
          if (!running) start();
        }}
      >
        <FormatChoice format={format} disabled={running} onChoose={choose} />
        <label>
          named
          <input value={name} disabled={running} required onChange={(event) => setName(event.target.value)} />
        </label>
        {format === "csv" && <Tick label="Leave texts that begin like a formula as they are" on={raw} set={setRaw} />}
        <Tick label="Replace what has that name" on={replace} set={setReplace} />
        {state && <Outcome state={state} />}
        <div className="powa-filter-foot">
          {running ? (
            <button type="button" className="powa-button powa-stop" onClick={() => control.current.abort()}>
              Stop
            </button>
          ) : (
            <button type="submit" className="powa-button powa-run">
              Export
            </button>
          )}
        </div>
      </form>
    </Popover>
  );
}

interface FormatChoiceProps {
  format: ExportFormat;
  disabled: boolean;
  onChoose(format: ExportFormat): void;
}

function FormatChoice({ format, disabled, onChoose }: FormatChoiceProps) {
  return (
    <label>
      as
      <select value={format} disabled={disabled} onChange={(event) => onChoose(event.target.value as ExportFormat)}>
        {FORMATS.map((one) => (
          <option key={one.format} value={one.format}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Tick({ label, on, set }: { label: string; on: boolean; set(on: boolean): void }) {
  return (
    <label className="powa-tick">
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
      {label}
    </label>
  );
}

function Outcome({ state }: { state: Exporting }) {
  if (state.done) {
    return (
      <p role="status" className={state.failed ? "powa-complaint" : "powa-outcome"}>
        {state.done}
      </p>
    );
  }
  return <progress aria-label="Export" max={1} value={state.fraction ?? undefined} />;
}
