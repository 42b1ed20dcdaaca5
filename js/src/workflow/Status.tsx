// How a status looks: a sign and a word as well as a colour, and clocks that tick.
import { useEffect, useState } from "react";
import { duration, ticking } from "./format";
import type { BlockRun, BlockStatus, Run } from "./run";

export const STATUS_WORDS: Record<BlockStatus, string> = {
  idle: "Not run",
  running: "Running",
  success: "Succeeded",
  error: "Failed",
  skipped: "Skipped",
};

export function runStatus(run: Run | null): BlockStatus {
  if (!run) return "idle";
  return ({ pending: "running", running: "running", completed: "success", failed: "error" } as const)[run.status];
}

export function Sign({ status, size = 16 }: { status: BlockStatus; size?: number }) {
  if (status === "running")
    return <span className="powa-spinner" style={{ width: size, height: size }} aria-hidden="true" />;
  return (
    <svg className={`powa-sign powa-is-${status}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {status === "idle" && <circle cx="8" cy="8" r="5.5" className="powa-sign-line" />}
      {status === "skipped" && <circle cx="8" cy="8" r="5.5" className="powa-sign-line" strokeDasharray="2.6 2.2" />}
      {(status === "success" || status === "error") && <circle cx="8" cy="8" r="7" className="powa-sign-disc" />}
      {status === "success" && <path d="m4.9 8.2 2.1 2.1 4.1-4.5" className="powa-sign-mark" />}
      {status === "error" && <path d="M8 4.4v4.3M8 11.2v.1" className="powa-sign-mark" />}
    </svg>
  );
}

/** The time now, again and again while `on`. */
export function useNow(on: boolean, everyMs = 100): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!on) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [on, everyMs]);
  return now;
}

/** How long a block took, or has been running. */
export function Elapsed({ of }: { of: Pick<BlockRun, "since" | "durationMs"> & { status: string } }) {
  const runs = of.status === "running" || of.status === "pending";
  const now = useNow(runs && of.since !== null);
  const text = runs ? (of.since === null ? "" : ticking(now - of.since)) : duration(of.durationMs);
  return text ? <span className="powa-elapsed">{text}</span> : null;
}
