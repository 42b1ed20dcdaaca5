// Golden questions: read, edited, approved, added; and how the draft does with those that are approved.
import { useState } from "react";
import type { DraftGolden } from "../../model/types";
import { Nothing } from "../../workflow/panes";
import type { Evaluation, Judged } from "./client";
import { addGolden, changeGolden, dropGolden } from "./draft";
import type { PaneProps } from "./Header";

export function GoldensPane({ builder, state }: PaneProps) {
  const { draft, evaluation } = state;
  const approved = draft.goldens.filter((one) => one.approved).length;
  return (
    <>
      <div className="powa-builder-row">
        <button
          type="button"
          className="powa-button"
          disabled={Boolean(state.busy) || !approved || !draft.name.trim()}
          onClick={() => void builder.evaluate()}
        >
          Evaluate {approved} approved
        </button>
        {evaluation && <Score evaluation={evaluation} />}
      </div>
      {!draft.goldens.length && (
        <Nothing text="No golden question yet: a question with SQL that is right is an example for the agent, and a test." />
      )}
      <ul className="powa-builder-goldens" aria-label="Golden questions">
        {draft.goldens.map((one) => (
          <Golden
            key={one.id}
            golden={one}
            judged={evaluation?.entries.find((entry) => entry.question === one.question)}
            onChange={(change) => builder.edit(changeGolden(draft, one.id, change))}
            onDrop={() => builder.edit(dropGolden(draft, one.id))}
          />
        ))}
      </ul>
      <NewGolden onAdd={(golden) => builder.edit(addGolden(draft, golden))} />
    </>
  );
}

function Score({ evaluation: { total, correct, median_seconds } }: { evaluation: Evaluation }) {
  return (
    <span role="status">
      {correct} of {total} right, {median_seconds.toFixed(1)} s each
    </span>
  );
}

interface GoldenProps {
  golden: DraftGolden;
  judged: Judged | undefined;
  onChange(change: Partial<DraftGolden>): void;
  onDrop(): void;
}

function Golden({ golden, judged, onChange, onDrop }: GoldenProps) {
  return (
    <li>
      <input
        className="powa-input"
        aria-label="Question"
        value={golden.question}
        onChange={(event) => onChange({ question: event.target.value })}
      />
      <textarea
        className="powa-input"
        data-kind="json"
        aria-label={`SQL of ${golden.question}`}
        rows={2}
        spellCheck={false}
        value={golden.sql_text}
        onChange={(event) => onChange({ sql_text: event.target.value })}
      />
      <div className="powa-builder-row">
        <Check label="Approved" checked={golden.approved} onChange={(approved) => onChange({ approved })} />
        <Check label="The order counts" checked={golden.ordered} onChange={(ordered) => onChange({ ordered })} />
        <button type="button" className="powa-button" aria-label={`Remove ${golden.question}`} onClick={onDrop}>
          Remove
        </button>
        {judged && (
          <span className={judged.correct ? "powa-builder-right" : "powa-builder-problem"}>
            {judged.correct ? "right" : `wrong (${judged.stage}): ${judged.words}`}
          </span>
        )}
      </div>
    </li>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="powa-builder-check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

function NewGolden({ onAdd }: { onAdd(golden: Omit<DraftGolden, "id">): void }) {
  const [question, setQuestion] = useState("");
  const [sql, setSql] = useState("");
  const add = () => {
    onAdd({ question: question.trim(), sql_text: sql.trim(), approved: false, ordered: false });
    setQuestion("");
    setSql("");
  };
  return (
    <fieldset className="powa-builder-new" aria-label="A new golden question">
      <input
        className="powa-input"
        aria-label="New question"
        placeholder="A question…"
        value={question}
        onChange={(event) => setQuestion(event.target.value)}
      />
      <textarea
        className="powa-input"
        data-kind="json"
        aria-label="SQL of the new question"
        placeholder="…and the SQL that answers it"
        rows={2}
        spellCheck={false}
        value={sql}
        onChange={(event) => setSql(event.target.value)}
      />
      <button type="button" className="powa-button" disabled={!question.trim() || !sql.trim()} onClick={add}>
        Add golden question
      </button>
    </fieldset>
  );
}
