// An agent's answer: its words and SQL, how sure it is, a chart, what can be done with it; its rows stand below.
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Wire } from "../api/wire";
import { words } from "../api/wires";
import { Drawing } from "../explorer/chart/Drawing";
import type { Answer, Entry } from "../model/types";
import { useTheme } from "../workflow/theme";
import { Actions } from "./Actions";
import { askOn, chartOf, pieces, type Shown } from "./answer";

interface AnswerViewProps {
  shown: Shown;
  wire: Wire;
  /** A further question was answered: its entry is shown from now on. */
  onEntry?(entry: Entry): void;
  /** Only what was said: it belongs to no conversation that could go on. */
  bare?: boolean;
}

export function AnswerView({ shown, wire, onEntry, bare = false }: AnswerViewProps) {
  const theme = useTheme();
  const { prompt, response } = shown.entry.chat;
  const [asking, setAsking] = useState("");
  const [problem, setProblem] = useState("");
  const ask = async (question: string) => {
    if (asking || !question.trim()) return;
    setAsking(question);
    setProblem("");
    try {
      onEntry?.(await askOn(wire, shown, question.trim()));
    } catch (error) {
      setProblem(words(error));
    } finally {
      setAsking("");
    }
  };
  return (
    <section
      className="powa-root powa-answer"
      data-theme={theme}
      data-lm-suppress-shortcuts="true"
      aria-label={`Answer of ${shown.agent}`}
    >
      <p className="powa-answer-question">{prompt}</p>
      <Said response={response} />
      <Choices shown={shown} busy={Boolean(asking)} onAsk={ask} />
      {response.sql_text && <Sql sql={response.sql_text} />}
      <Confidence response={response} />
      <Chart response={response} drawn={shown.drawn} />
      {!bare && response.sql_text && !response.error_text && <Actions key={shown.entry.id} shown={shown} wire={wire} />}
      {problem && <p role="alert">{problem}</p>}
      {!bare && <Further busy={Boolean(asking)} onAsk={ask} />}
      <p className="powa-sr-only" role="status">
        {asking && `Asking: ${asking}`}
      </p>
    </section>
  );
}

function Said({ response }: { response: Answer }) {
  const said = response.words || (typeof response.content === "string" ? response.content : "");
  return (
    <>
      {said && <p className="powa-answer-words">{said}</p>}
      {response.error_text && (
        <p className="powa-answer-error" role="alert">
          {response.error_text}
        </p>
      )}
    </>
  );
}

interface AskProps {
  busy: boolean;
  onAsk(question: string): Promise<void>;
}

function Choices({ shown, busy, onAsk }: AskProps & { shown: Shown }) {
  if (!shown.choices.length) return null;
  return (
    <fieldset className="powa-answer-row" aria-label="What is meant">
      {shown.choices.map(([label, prompt]) => (
        <button key={label} type="button" className="powa-button" disabled={busy} onClick={() => void onAsk(prompt)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function Sql({ sql }: { sql: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long SQL scrolls, also with the keyboard.
    <pre className="powa-answer-sql" tabIndex={0}>
      {pieces(sql).map(({ kind, text, from }) => (kind ? <Piece key={from} kind={kind} text={text} /> : text))}
    </pre>
  );
}

function Piece({ kind, text }: { kind: string; text: string }) {
  return <span className={`powa-sql-${kind}`}>{text}</span>;
}

function Confidence({ response }: { response: Answer }) {
  if (response.confidence === null) return null;
  return (
    <details className="powa-answer-confidence">
      <summary>Confidence {Math.round(100 * response.confidence)} %</summary>
      <ul>
        {response.reasons.map((reason) => (
          <li key={reason.words}>{reason.words}</li>
        ))}
      </ul>
    </details>
  );
}

function Chart({ response, drawn }: { response: Answer; drawn: Shown["drawn"] }) {
  const chart = chartOf(response, drawn);
  if (!chart) return null;
  return (
    <details className="powa-answer-chart">
      <summary>{drawn.length < response.row_count ? `Chart of the first ${drawn.length} rows` : "Chart"}</summary>
      <Drawing chart={chart} />
    </details>
  );
}

function Further({ busy, onAsk }: AskProps) {
  const [text, setText] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await onAsk(text);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    event.stopPropagation();
    if (event.key !== "Enter" || (event.target as HTMLElement).tagName !== "INPUT") return;
    event.preventDefault(); // JupyterLab takes the key before the browser would submit
    event.currentTarget.requestSubmit();
  };
  return (
    <form className="powa-answer-row" onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <input
        className="powa-input"
        aria-label="Go on from this answer"
        placeholder="Go on from this answer…"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="powa-button" disabled={busy || !text.trim()}>
        {busy ? "Asking…" : "Ask"}
      </button>
    </form>
  );
}
