// What runs: how long, how far, and the way to stop it.
import { useEffect, useState } from "react";
import { BUTTON_ICONS } from "../workflow/buttons";
import { type Run, spoken, summary } from "./run";

const TICK_MS = 100;

/** The time that a run takes, told anew as it goes. */
export function Elapsed({ run }: { run: Run }) {
  const running = run.status === "running";
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  const took = Math.max(0, now - run.startedAt);
  const words = running ? `${run.of > 1 ? `${run.at} of ${run.of} · ` : ""}${spoken(took)}` : summary(run);
  return <span className={`powa-took powa-took-${run.status}`}>{words}</span>;
}

export function ProgressBar({ run }: { run: Run | null }) {
  if (run?.status !== "running") return null;
  const known = run.fraction !== null && run.fraction > 0;
  const percent = Math.round((run.fraction ?? 0) * 100);
  return (
    <div
      className={`powa-progress${known ? "" : " powa-progress-unknown"}`}
      role="progressbar"
      aria-label="Progress of the statement"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={known ? percent : undefined}
    >
      <span style={known ? { width: `${percent}%` } : undefined} />
    </div>
  );
}

export function StopButton({ onStop }: { onStop(): void }) {
  return (
    <button type="button" className="powa-button powa-stop" title="Stop (Esc)" onClick={onStop}>
      {BUTTON_ICONS.stop}
      Stop
    </button>
  );
}
