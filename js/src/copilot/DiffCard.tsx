// What an answer proposes: block by block to accept or refuse, what the checker says, what a run would touch; Apply, Undo.
import { useEffect, useRef, useState } from "react";
import type { DiffSummary, WorkflowDiff } from "../model/types";
import { ChangeList, changesOf } from "../workflow/ChangeList";
import { count } from "../workflow/format";
import { useCopilot } from "./context";
import type { Item } from "./item";
import { useApply, useReview } from "./review";
import { Verdict } from "./Verdict";

export function DiffCard({ item, diff }: { item: Item; diff: WorkflowDiff }) {
  const { openId, led } = useCopilot();
  const [wanted, setWanted] = useState(false);
  const applied = item.appliedVersion !== null;
  const open = wanted || (openId === item.id && !applied);
  const told = diff.summary.text || counted(diff.summary);
  return (
    <section className="powa-diff" aria-label={`Proposed change: ${told}`}>
      <header className="powa-diff-head">
        <p className="powa-diff-title">{applied ? "Applied" : led ? "Not in the pipeline" : "Proposed change"}</p>
        <p className="powa-diff-words">{told}</p>
        {(applied || openId !== item.id) && (
          <button type="button" className="powa-link" aria-expanded={open} onClick={() => setWanted(!wanted)}>
            {open ? "Close" : "Look"}
          </button>
        )}
      </header>
      <Body item={item} summary={diff.summary} open={open} applied={applied} />
    </section>
  );
}

interface BodyProps {
  item: Item;
  summary: DiffSummary;
  open: boolean;
  applied: boolean;
}

function Body({ item, summary, open, applied }: BodyProps) {
  const { led } = useCopilot();
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const rows = changesOf(summary);
  const accepted = rows.filter((row) => !refused.has(row.id)).map((row) => row.id);
  const only = accepted.length < rows.length ? accepted : null;
  const { review, problem } = useReview(item.id, only, open && !applied);
  const toggle = (id: string) => {
    const next = new Set(refused);
    if (!next.delete(id)) next.add(id);
    setRefused(next);
  };
  return (
    <>
      {open && <ChangeList summary={summary} refused={refused} {...(applied ? {} : { toggle })} />}
      {open && !applied && <Verdict review={review} problem={problem} />}
      <End item={item} only={only} shown={open || applied || led} none={rows.length > 0 && !accepted.length} />
    </>
  );
}

interface EndProps {
  item: Item;
  only: string[] | null;
  shown: boolean;
  none: boolean;
}

function End({ item, only, shown, none }: EndProps) {
  const applied = item.appliedVersion !== null;
  const { busy, problem, apply, undo } = useApply(item.id, only);
  const end = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the other button stands there then, and has the keyboard.
  useEffect(() => {
    if (pressed.current) end.current?.querySelector<HTMLElement>(".powa-button")?.focus({ preventScroll: true });
    pressed.current = false;
  }, [applied]);
  const press = (what: () => Promise<void>) => {
    pressed.current = true;
    void what();
  };
  if (!shown) return null;
  return (
    <div ref={end} className="powa-diff-end">
      {problem && (
        <p className="powa-field-problem" role="alert">
          {problem.words}
        </p>
      )}
      {applied && <span className="powa-applied">{`In the workflow since version ${item.appliedVersion}`}</span>}
      {applied ? (
        <button
          type="button"
          className="powa-button"
          aria-disabled={busy}
          onClick={() => press(() => undo(problem?.undo ?? false))}
        >
          {problem?.undo ? "Undo all the same" : "Undo"}
        </button>
      ) : (
        <button
          type="button"
          className="powa-button powa-run"
          aria-disabled={busy || none}
          onClick={() => none || press(apply)}
        >
          {busy ? "Applying…" : only ? `Apply ${count(only.length, "block")}` : "Apply"}
        </button>
      )}
    </div>
  );
}

function counted({ added, modified, removed }: DiffSummary): string {
  const parts = [
    added.length && `${count(added.length, "block")} added`,
    modified.length && `${count(modified.length, "block")} changed`,
    removed.length && `${count(removed.length, "block")} removed`,
  ];
  return parts.filter(Boolean).join(", ") || "Other connections";
}
