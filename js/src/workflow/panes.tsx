// The pages of the inspector. Everything from outside is a text node, and long things are cut until asked for.
import { useEffect, useRef, useState } from "react";
import { cell, count, pretty } from "./format";
import { bare, type Rows, rowsOf } from "./output";
import type { BlockRun } from "./run";

const SHOWN_TEXT = 20_000;
const SHOWN_COLUMNS = 60;

export function Nothing({ text }: { text: string }) {
  return <p className="powa-nothing">{text}</p>;
}

/** A table for rows, text for text, JSON for the rest. */
export function ValuePane({ value, nothing }: { value: unknown; nothing: string }) {
  const shown = bare(value);
  if (shown === undefined || shown === null || shown === "") return <Nothing text={nothing} />;
  const rows = rowsOf(value);
  if (rows) return <Table rows={rows} />;
  const parts = byName(shown);
  return parts ? <Parts parts={parts} /> : <Text text={pretty(shown)} />;
}

/** An object some of whose values are tables (the inputs by block, say) is shown part by part. */
function byName(value: unknown): [string, unknown][] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return entries.length <= 12 && entries.some(([, part]) => rowsOf(part)) ? entries : null;
}

function Parts({ parts }: { parts: [string, unknown][] }) {
  return (
    <>
      {parts.map(([name, part]) => {
        const rows = rowsOf(part);
        return (
          <section key={name} className="powa-part">
            <h4 className="powa-part-name">{name}</h4>
            {rows ? <Table rows={rows} /> : <Text text={pretty(bare(part))} />}
          </section>
        );
      })}
    </>
  );
}

function Table({ rows: { columns, rows, total, truncated } }: { rows: Rows }) {
  const shown = columns.slice(0, SHOWN_COLUMNS);
  const more = truncated || rows.length < total ? `first ${rows.length.toLocaleString("en-US")} of ` : "";
  const cut = shown.length < columns.length ? `, ${shown.length} shown` : "";
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className="powa-table-scroll" aria-label="Rows" tabIndex={0}>
        <table className="powa-table">
          <thead>
            <tr>
              {shown.map((name) => (
                <th key={name} scope="col" title={name} className={isNumeric(rows, name) ? "powa-number" : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and they do not move.
              <tr key={index}>
                {shown.map((name) => (
                  <Cell key={name} value={row[name]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="powa-table-foot">{`${more}${count(total, "row")} · ${count(columns.length, "column")}${cut}`}</p>
    </>
  );
}

/** A column of numbers stands to the right, its name as well. */
function isNumeric(rows: Rows["rows"], name: string): boolean {
  const known = rows
    .slice(0, 10)
    .map((row) => row[name])
    .filter((value) => value !== null && value !== undefined);
  return known.length > 0 && known.every((value) => typeof value === "number");
}

function Cell({ value }: { value: unknown }) {
  const text = cell(value);
  const kind =
    value === null || value === undefined ? "powa-null" : typeof value === "number" ? "powa-number" : undefined;
  return (
    <td className={kind} title={text.length > 24 ? text : undefined}>
      {text}
    </td>
  );
}

/** Text with its line breaks; a long one is cut, with a button for the rest. */
export function Text({ text, tone }: { text: string; tone?: string }) {
  const [all, setAll] = useState(false);
  const cut = !all && text.length > SHOWN_TEXT;
  return (
    <>
      <pre className={tone ? `powa-pre ${tone}` : "powa-pre"}>{cut ? text.slice(0, SHOWN_TEXT) : text}</pre>
      {cut && (
        <button type="button" className="powa-button" onClick={() => setAll(true)}>
          {`Show all ${text.length.toLocaleString("en-US")} characters`}
        </button>
      )}
    </>
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with one.
const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

export function PrintedPane({ text, running }: { text: string; running: boolean }) {
  const end = useRef<HTMLSpanElement>(null);
  const length = text.length;
  useEffect(() => {
    const pane = end.current?.closest(".powa-pane");
    if (running && pane && length) pane.scrollTop = pane.scrollHeight;
  }, [running, length]);
  if (!text) return <Nothing text={running ? "Nothing printed so far." : "Nothing was printed."} />;
  return (
    <>
      <Text text={text.replace(ANSI, "").replace(/[^\n]*\r(?!\n)/g, "")} />
      <span ref={end} />
    </>
  );
}

export function ConfigPane({ config }: { config: Record<string, unknown> }) {
  const entries = Object.entries(config ?? {});
  if (!entries.length) return <Nothing text="This block has no settings." />;
  return (
    <>
      {entries.map(([name, value]) => (
        <section key={name} className="powa-part">
          <h4 className="powa-part-name">{name}</h4>
          {isShort(value) ? <code className="powa-short">{cell(value)}</code> : <Text text={pretty(value)} />}
        </section>
      ))}
    </>
  );
}

function isShort(value: unknown): boolean {
  return typeof value !== "object" ? !/\n/.test(String(value)) && String(value).length < 80 : value === null;
}

export function ErrorPane({ state, config }: { state: BlockRun; config: Record<string, unknown> }) {
  const lines = state.line === null ? null : around(config, state.line);
  return (
    <div className="powa-error">
      <p className="powa-error-head">
        {state.code && <code className="powa-error-code">{state.code}</code>}
        {state.line !== null && <span>{`line ${state.line}`}</span>}
      </p>
      <Text text={state.error ?? ""} tone="powa-pre-error" />
      {lines && (
        <pre className="powa-pre powa-source">
          {lines.map(({ number, text }) => (
            <span key={number} className={number === state.line ? "powa-source-here" : undefined}>
              {`${String(number).padStart(3)}  ${text}\n`}
            </span>
          ))}
        </pre>
      )}
      {state.trace && <Text text={state.trace} />}
    </div>
  );
}

/** The lines of the block's own text about the one that failed. */
function around(config: Record<string, unknown>, line: number): { number: number; text: string }[] | null {
  const texts = Object.values(config).filter((value): value is string => typeof value === "string");
  const longest = texts.map((text) => text.split("\n")).sort((a, b) => b.length - a.length)[0];
  if (!longest || line > longest.length || line < 1) return null;
  const from = Math.max(0, line - 3);
  return longest.slice(from, line + 2).map((text, index) => ({ number: from + index + 1, text }));
}
