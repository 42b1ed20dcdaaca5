// Something that is done only with the user's yes: what it is, with what, and until when it waits.
import { useState } from "react";
import { pretty } from "../workflow/format";
import { Text } from "../workflow/panes";
import { useCopilot } from "./context";
import { Expiry } from "./Expiry";
import type { Asked } from "./item";

export function ConfirmationCard({ asked }: { asked: Asked }) {
  const { chat } = useCopilot();
  const [busy, setBusy] = useState(false);
  const say = async (approve: boolean) => {
    if (busy) return;
    setBusy(true);
    await chat.confirm(asked.id, approve);
    setBusy(false);
  };
  const open = asked.settled === null;
  return (
    <section className={open ? "powa-ask powa-ask-open" : "powa-ask"} aria-label="Waits for your yes">
      <p className="powa-ask-words">{asked.words}</p>
      {Object.keys(asked.config).length > 0 && (
        <details className="powa-ask-config">
          <summary>With these settings</summary>
          <Text text={pretty(asked.config)} />
        </details>
      )}
      {open ? (
        <div className="powa-ask-end">
          <Expiry at={asked.expiresAt} />
          <button type="button" className="powa-button" aria-disabled={busy} onClick={() => void say(false)}>
            No
          </button>
          <button
            type="button"
            className={asked.action === "delete" ? "powa-button powa-stop" : "powa-button powa-run"}
            aria-disabled={busy}
            onClick={() => void say(true)}
          >
            {`Yes, ${asked.action || "do it"}`}
          </button>
        </div>
      ) : (
        <p className="powa-ask-settled">{asked.settled}</p>
      )}
    </section>
  );
}
