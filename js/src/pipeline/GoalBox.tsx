// Where a goal is typed.
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { Notice } from "../workflow/Notices";
import type { Goal, GoalState } from "./goal";

export function GoalBox({ goal, state }: { goal: Goal; state: GoalState }) {
  const [text, setText] = useState("");
  const hint = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void goal.begin(text);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.stopPropagation(); // JupyterLab takes Shift+Enter for its own
    if (event.shiftKey) return;
    event.preventDefault();
    void goal.begin(text);
  };
  return (
    <form className="powa-goal-box" aria-label="A new pipeline" onSubmit={submit}>
      <label className="powa-goal-label">
        <span className="powa-title">Which dataset do you need?</span>
        <textarea
          className="powa-input"
          rows={3}
          value={text}
          placeholder="Take orders.csv, keep the rows where amount is at least 100, remove duplicates, write it as big_orders"
          aria-describedby={hint}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <div className="powa-goal-row">
        <p id={hint} className="powa-goal-hint">
          The steps are built and shown first; nothing runs before you say so.
        </p>
        <button type="submit" className="powa-button powa-run" aria-disabled={state.beginning || !text.trim()}>
          {state.beginning ? "Beginning…" : "Build"}
        </button>
      </div>
      {state.problem && <Notice text={state.problem} />}
    </form>
  );
}
