// One message: who says what, which tools were called, what waits for the user, what is proposed, what it took.
import { type MouseEvent, memo } from "react";
import { count, dollars } from "../workflow/format";
import { Sign } from "../workflow/Status";
import { ConfirmationCard } from "./ConfirmationCard";
import { Copy } from "./Copy";
import { useCopilot } from "./context";
import { DiffCard } from "./DiffCard";
import type { Item } from "./item";
import { ProofView } from "./ProofView";
import { Prose } from "./Prose";
import { textOf } from "./pieces";
import { QuestionCard } from "./QuestionCard";
import { changes } from "./state";
import { ToolCalls } from "./ToolCall";

export const MessageView = memo(function MessageView({ item, last }: { item: Item; last: boolean }) {
  if (item.role === "user") return <Said item={item} />;
  const running = item.status === "running";
  return (
    <article className="powa-said powa-said-copilot" aria-label="Copilot" aria-busy={running}>
      {item.thinking && <Thinking text={item.thinking} />}
      <ToolCalls steps={item.steps} running={running} />
      <Prose text={item.text} running={running} />
      {item.asked.map((asked) =>
        asked.kind === "question" ? (
          <QuestionCard key={asked.id} asked={asked} />
        ) : (
          <ConfirmationCard key={asked.id} asked={asked} />
        ),
      )}
      {running && item.asked.every((asked) => asked.settled !== null) && <Doing text={item.doing} />}
      {item.proof && <ProofView proof={item.proof} />}
      {!running && changes(item.diff) && <DiffCard item={item} diff={item.diff} />}
      <Ending item={item} last={last} />
      {!running && <Foot item={item} />}
    </article>
  );
});

function Said({ item }: { item: Item }) {
  return (
    <article className="powa-said powa-said-user" aria-label="You">
      <p className="powa-said-text">{textOf(item.text)}</p>
    </article>
  );
}

function Thinking({ text }: { text: string }) {
  return (
    <details className="powa-thinking">
      <summary>Thinking</summary>
      <p className="powa-said-text">{text}</p>
    </details>
  );
}

function Doing({ text }: { text: string }) {
  return (
    <p className="powa-doing">
      <Sign status="running" size={12} />
      {text || "The copilot begins…"}
    </p>
  );
}

function Ending({ item, last }: { item: Item; last: boolean }) {
  const { chat } = useCopilot();
  if (item.status !== "failed" && item.status !== "stopped") return null;
  const failed = item.status === "failed";
  const retry = ({ currentTarget }: MouseEvent<HTMLElement>) => {
    // The button goes: without this the keyboard would leave the chat.
    currentTarget.closest(".powa-chat")?.querySelector<HTMLElement>(".powa-input")?.focus();
    void chat.retry();
  };
  return (
    <div
      className={failed ? "powa-ending powa-is-error" : "powa-ending powa-is-skipped"}
      role={failed ? "alert" : undefined}
    >
      <Sign status={failed ? "error" : "skipped"} size={14} />
      <span>{failed ? item.error || "The turn failed." : "Stopped. What was said so far is kept."}</span>
      {last && (
        <button type="button" className="powa-button" onClick={retry}>
          Retry
        </button>
      )}
    </div>
  );
}

function Foot({ item }: { item: Item }) {
  const text = textOf(item.text);
  const { spent } = item;
  const tokens = spent ? spent.prompt_tokens + spent.completion_tokens : 0;
  const parts = [item.model, tokens > 0 && count(tokens, "token"), spent?.cost ? dollars(spent.cost) : ""];
  return (
    <footer className="powa-foot">
      <span title={spent ? `${spent.prompt_tokens} sent, ${spent.completion_tokens} came back` : undefined}>
        {parts.filter(Boolean).join(" · ")}
      </span>
      {text && <Copy text={text} label="the answer" />}
    </footer>
  );
}
