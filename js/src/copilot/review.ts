// The review of a proposed change, asked for anew when other parts of it are accepted or the workflow was saved.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Only } from "../api/copilot";
import { WireError } from "../api/wire";
import { words } from "../api/wires";
import type { Review } from "../model/types";
import { useCopilot } from "./context";

const SETTLE_MS = 120;

export interface Reviewed {
  review: Review | null;
  problem: string | null;
}

export function useReview(messageId: string, only: Only, wanted: boolean): Reviewed {
  const { chat, live, accept } = useCopilot();
  const version = useSyncExternalStore(live.subscribe, () => live.snapshot().known.workflow?.version ?? 0);
  const [reviewed, setReviewed] = useState<Reviewed>({ review: null, problem: null });
  const key = only ? JSON.stringify(only) : "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version of the workflow makes another review.
  useEffect(() => {
    if (!wanted) return;
    let late = false;
    const ask = async () => {
      try {
        const review = await chat.review(messageId, key ? (JSON.parse(key) as string[]) : null);
        if (late) return;
        setReviewed({ review, problem: null });
        accept(messageId, review.workflow_diff);
      } catch (error) {
        if (!late) setReviewed({ review: null, problem: words(error) });
      }
    };
    const timer = setTimeout(() => void ask(), SETTLE_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [chat, accept, messageId, key, wanted, version]);
  return reviewed;
}

/** Apply and Undo of one message: one at a time, and what went wrong with it. */
export function useApply(messageId: string, only: Only) {
  const { chat, live } = useCopilot();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ words: string; undo: boolean } | null>(null);
  const attempt = async (what: () => Promise<void>, undo: boolean) => {
    if (busy) return; // not `disabled`: that would take the keyboard's focus from the button
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      // Only what others saved since may be overruled: an Undo that did not get through is just tried again.
      const others = error instanceof WireError && error.code === "version_conflict";
      setProblem({ words: words(error), undo: undo && others });
    }
    setBusy(false);
  };
  const apply = () =>
    attempt(async () => {
      const workflow = live.snapshot().known.workflow;
      if (!workflow) throw new Error("The workflow is not loaded yet.");
      await chat.apply(messageId, { blocks: workflow.blocks, edges: workflow.edges }, only);
    }, false);
  const undo = (force: boolean) => attempt(() => chat.restore(messageId, force), true);
  return { busy, problem, apply, undo };
}
