// A chart of the rows: a fitting one at first, others by the pickers, and the code that makes it.
import { useEffect, useRef, useState } from "react";
import { page } from "../../api/http";
import { words } from "../../api/wires";
import { Copy } from "../../copilot/Copy";
import type { View } from "../../model/types";
import type { Chart, ChartWish, Client } from "../client";
import { Drawing } from "./Drawing";
import { mimeOf, plain } from "./spec";

interface ChartPaneProps {
  client: Pick<Client, "chart">;
  view: View;
  columns: readonly string[];
}

const MARKS = ["bar", "line", "area", "point", "rect"];

/** What the server offers for a channel, where it says so; else what we know of. */
function offered(choices: Record<string, unknown>, name: string, known: readonly string[]): string[] {
  const said = choices[name] ?? choices[`${name}s`];
  return Array.isArray(said) ? said.map(String) : [...known];
}

function chosen({ spec }: Chart, name: "x" | "y" | "color"): string {
  const encoding = spec.encoding as Record<string, { field?: string } | undefined> | undefined;
  return encoding?.[name]?.field ?? "";
}

export function ChartPane({ client, view, columns }: ChartPaneProps) {
  const [wish, setWish] = useState<ChartWish>({});
  const [chart, setChart] = useState<Chart | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [code, setCode] = useState(false);
  useEffect(() => {
    const control = new AbortController();
    client.chart(view, wish, control.signal).then(
      (made) => {
        setChart(made);
        setProblem(null);
      },
      (error) => control.signal.aborted || setProblem(words(error)),
    );
    return () => control.abort();
  }, [client, view, wish]);
  const mark = chart ? String((chart.spec.mark as { type?: string })?.type ?? chart.spec.mark ?? "") : "";
  return (
    <section className="powa-chart-pane" aria-label="Chart">
      <div className="powa-pickers">
        <Picker
          label="Mark"
          value={wish.mark ?? mark}
          options={offered(chart?.choices ?? {}, "mark", MARKS)}
          onPick={(value) => setWish({ ...wish, mark: value || null })}
        />
        {(["x", "y", "color"] as const).map((name) => (
          <Picker
            key={name}
            label={name}
            value={wish[name] ?? (chart ? chosen(chart, name) : "")}
            options={offered(chart?.choices ?? {}, name, columns)}
            onPick={(value) => setWish({ ...wish, [name]: value || null })}
          />
        ))}
        <button type="button" className="powa-flat" aria-pressed={code} onClick={() => setCode(!code)}>
          Code
        </button>
        {chart && <Copy text={chart.code} label="the code of the chart" />}
      </div>
      {problem && (
        <p className="powa-status-problem" role="alert">
          {problem}
        </p>
      )}
      {chart && code && <pre className="powa-code">{chart.code}</pre>}
      {chart ? <Picture chart={chart} /> : !problem && <p className="powa-nothing">Drawing…</p>}
    </section>
  );
}

interface PickerProps {
  label: string;
  value: string;
  options: string[];
  onPick(value: string): void;
}

function Picker({ label, value, options, onPick }: PickerProps) {
  const all = value && !options.includes(value) ? [value, ...options] : options;
  return (
    <label className="powa-picker">
      {label}
      <select value={value} onChange={(event) => onPick(event.target.value)}>
        <option value="">–</option>
        {all.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Drawn by the page where it can, else by us. */
function Picture({ chart }: { chart: Chart }) {
  const host = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(false);
  const render = page()?.renderMime;
  useEffect(() => {
    const element = host.current;
    if (!element || !render) return setOwn(true);
    setOwn(false);
    element.replaceChildren();
    render(mimeOf(chart.spec), chart.spec, element).catch(() => setOwn(true));
  }, [chart, render]);
  const drawn = own ? plain(chart.spec) : null;
  return (
    <div className="powa-picture">
      <div ref={host} />
      {own && (drawn ? <Drawing chart={drawn} /> : <p className="powa-nothing">This page cannot draw that chart.</p>)}
    </div>
  );
}
