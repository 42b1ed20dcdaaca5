// The same question to the agent as it is now and to the draft, with the answers beside each other.
import { type FormEvent, type KeyboardEvent, useState } from "react";
import type { Chat } from "../../model/types";
import { Nothing, ValuePane } from "../../workflow/panes";
import { AnswerView } from "../AnswerView";
import type { Shown } from "../answer";
import { addGolden } from "./draft";
import type { PaneProps } from "./Header";

export function TestPane({ builder, state }: PaneProps) {
  const { draft, test, busy } = state;
  const [prompt, setPrompt] = useState(test?.prompt ?? "");
  const ready = !busy && Boolean(prompt.trim()) && draft.tables.length > 0 && Boolean(draft.name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void builder.ask(prompt.trim());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || (event.target as HTMLElement).tagName !== "INPUT") return;
    event.preventDefault(); // JupyterLab takes the key before the browser would submit
    event.currentTarget.requestSubmit();
  };
  const keep = (chat: Chat) => {
    const golden = { question: chat.prompt, sql_text: chat.response.sql_text, approved: true, ordered: false };
    builder.edit(addGolden(draft, golden));
  };
  return (
    <>
      <form className="powa-builder-row" onSubmit={submit} onKeyDown={onKeyDown}>
        <input
          className="powa-input powa-builder-grow"
          aria-label="A question for both"
          placeholder="Ask the agent as it is now, and the draft…"
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
        />
        <button type="submit" className="powa-button powa-run" disabled={!ready}>
          Ask both
        </button>
      </form>
      {!draft.tables.length && <Nothing text="Choose tables first." />}
      {test && (
        <div className="powa-builder-both">
          <Side title="Now" chat={test.published} builder={builder} state={state} />
          <Side title="Draft" chat={test.draft} builder={builder} state={state} onKeep={keep} />
        </div>
      )}
    </>
  );
}

interface SideProps extends PaneProps {
  title: "Now" | "Draft";
  chat: Chat | string | null;
  onKeep?(chat: Chat): void;
}

function Side({ title, chat, builder, state, onKeep }: SideProps) {
  const kept = typeof chat === "object" && state.draft.goldens.some((one) => one.question === chat?.prompt);
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {chat === null && <Nothing text="There is no such agent yet: publish it first." />}
      {typeof chat === "string" && <p role="alert">{chat}</p>}
      {chat !== null && typeof chat === "object" && (
        <>
          <AnswerView shown={shownOf(title, chat)} wire={builder.wire} bare />
          {Array.isArray(chat.response.content) && <ValuePane value={chat.response.content} nothing="No rows." />}
          {onKeep && chat.response.sql_text && !chat.response.error_text && (
            <button type="button" className="powa-button" disabled={kept} onClick={() => onKeep(chat)}>
              {kept ? "Kept as a golden question" : "Keep as a golden question"}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function shownOf(title: string, chat: Chat): Shown {
  const { content, confidence } = chat.response;
  const entry = { id: title, chat, confidence, feedback: null, created_on: "" };
  const drawn = Array.isArray(content) ? (content as Shown["drawn"]) : [];
  return { agentId: "", agent: title, sessionId: "", source: "", entry, drawn, choices: [] };
}
