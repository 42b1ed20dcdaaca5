// The panel that lets another program start the workflow: deploy, arm for one call, and the address to give away.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Armed } from "../api/client";
import type { Workflow } from "../model/types";
import { clock } from "./format";
import type { Live } from "./live";

interface HookProps {
  live: Live;
  workflow: Workflow;
  onClose(): void;
}

/** What the panel does: one thing at a time, and what went wrong with it. */
function useHook(live: Live, deployed: boolean) {
  const [armed, setArmed] = useState<Armed | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (what: () => Promise<void>) => {
    if (busy) return; // not `disabled`: that would take the keyboard's focus from the button
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  const arm = () => attempt(async () => setArmed(await live.arm()));
  const toggle = () =>
    attempt(async () => {
      await (deployed ? live.undeploy() : live.deploy());
      if (deployed) setArmed(null);
    });
  return { armed, busy, problem, arm, toggle };
}

export function Hook({ live, workflow, onClose }: HookProps) {
  const panel = useRef<HTMLElement>(null);
  const deployed = workflow.state === "deployed";
  const { armed, busy, problem, arm, toggle } = useHook(live, deployed);
  useEffect(() => panel.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section ref={panel} className="powa-form powa-hook" aria-label="Webhook" onKeyDown={onKey}>
      <p className="powa-form-title">Webhook</p>
      <div className="powa-form-fields">
        <p className="powa-hook-words">
          Arm the workflow, and whoever has its address and secret may start it: once, and with data only.{" "}
          {deployed ? "It is deployed: undeploy it to change its graph." : "Deploying it locks its graph."}
        </p>
        {armed && <Address armed={armed} />}
        {problem && (
          <p className="powa-field-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className="powa-form-end">
        <button type="button" className="powa-button" aria-disabled={busy} onClick={toggle}>
          {deployed ? "Undeploy" : "Deploy"}
        </button>
        <button type="button" className="powa-button powa-run" aria-disabled={busy} onClick={arm}>
          {armed ? "Arm again" : "Arm for one call"}
        </button>
      </div>
    </section>
  );
}

function Address({ armed }: { armed: Armed }) {
  const url = absolute(armed.webhook_url);
  const call = `curl -X POST '${url}' -H 'Authorization: Bearer ${armed.secret}' -H 'Content-Type: application/json' -d '{}'`;
  return (
    <>
      <p className="powa-hook-words">Open until {clock(armed.armed_until)}, for one call.</p>
      <Copied name="Address" value={url} />
      <Copied name="Secret, shown only now" value={armed.secret} hidden />
      <Copied name="Try it in a terminal" value={call} hidden />
    </>
  );
}

/** One value with a button that copies it; a hidden one is shown when it is asked for. */
function Copied({ name, value, hidden = false }: { name: string; value: string; hidden?: boolean }) {
  const [said, setSaid] = useState("Copy");
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("Copied");
    } catch {
      input.current?.select(); // a page without the right to the clipboard: the keys still work
      setSaid("Press Ctrl+C");
    }
    setTimeout(() => setSaid("Copy"), 2_000);
  };
  const reveal = (shown: boolean) => {
    if (hidden && input.current) input.current.type = shown ? "text" : "password";
  };
  return (
    <div className="powa-field">
      <span className="powa-field-name">{name}</span>
      <span className="powa-hook-value">
        <input
          ref={input}
          className="powa-input"
          type={hidden ? "password" : "text"}
          aria-label={name}
          value={value}
          readOnly
          onFocus={() => reveal(true)}
          onBlur={() => reveal(false)}
        />
        <button type="button" className="powa-button" aria-label={`Copy: ${name}`} onClick={() => void copy()}>
          {said}
        </button>
      </span>
    </div>
  );
}

/** A kernel does not know its server's address; the page does. */
function absolute(url: string): string {
  if (/^https?:/.test(url)) return url;
  const config = document.getElementById("jupyter-config-data")?.textContent;
  let base = "/";
  try {
    base = String((JSON.parse(config ?? "{}") as { baseUrl?: string }).baseUrl ?? "/");
  } catch {
    // not a page of Jupyter
  }
  return new URL(base.replace(/\/$/, "") + url, location.href).href;
}
