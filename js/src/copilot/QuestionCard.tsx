// The copilot asks: answers to choose from, and room for another.
import { type FormEvent, useId, useState } from "react";
import { useCopilot } from "./context";
import { Expiry } from "./Expiry";
import type { Asked } from "./item";

export function QuestionCard({ asked }: { asked: Asked }) {
  const id = useId();
  const open = asked.settled === null;
  return (
    <section className={open ? "powa-ask powa-ask-open" : "powa-ask"} aria-labelledby={id}>
      <p id={id} className="powa-ask-words">
        {asked.words}
      </p>
      {open ? <Answers asked={asked} /> : <p className="powa-ask-settled">{asked.settled}</p>}
    </section>
  );
}

function Answers({ asked }: { asked: Asked }) {
  const { chat } = useCopilot();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const say = async (answer: string) => {
    if (busy || !answer.trim()) return;
    setBusy(true);
    await chat.answer(asked.id, answer.trim());
    setBusy(false);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void say(text);
  };
  return (
    <>
      <div className="powa-ask-options">
        {asked.options.map((option) => (
          <button
            key={option}
            type="button"
            className="powa-button"
            aria-disabled={busy}
            onClick={() => void say(option)}
          >
            {option}
          </button>
        ))}
      </div>
      <form className="powa-ask-end" onSubmit={onSubmit}>
        <input
          className="powa-input"
          aria-label="Your answer"
          placeholder={asked.options.length ? "Something else…" : "Your answer…"}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="powa-button powa-run" aria-disabled={busy || !text.trim()}>
          Answer
        </button>
      </form>
      <Expiry at={asked.expiresAt} />
    </>
  );
}
