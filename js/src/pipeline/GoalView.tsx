// A goal and what becomes of it: the conversation beside the steps' graph, what a run does, the datasets that it wrote.
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { words } from "../api/wires";
import { KEEP_KEYS, keepKeys } from "../workflow/keys";
import { Notice } from "../workflow/Notices";
import { ErrorBoundary } from "../workflow/States";
import { useTheme } from "../workflow/theme";
import { Datasets } from "./Datasets";
import { GoalBox } from "./GoalBox";
import { type Begun, type Goal, sayFirst } from "./goal";
import type { Lead, Led, Means } from "./port";
import { Work } from "./Work";

interface GoalViewProps {
  goal: Goal;
  means: Means;
  height: number;
}

export function GoalView({ goal, means, height }: GoalViewProps) {
  const state = useSyncExternalStore(goal.subscribe, goal.snapshot);
  const theme = useTheme();
  return (
    <section
      className="powa-root powa-goal"
      data-theme={theme}
      aria-label={state.begun ? `Pipeline: ${state.begun.goal}` : "Pipeline"}
      {...{ [KEEP_KEYS]: "true" }}
      onFocus={keepKeys}
    >
      <ErrorBoundary>
        {state.begun ? (
          <Shown key={state.begun.sessionId} begun={state.begun} means={means} height={height} />
        ) : (
          <GoalBox goal={goal} state={state} />
        )}
      </ErrorBoundary>
    </section>
  );
}

function Shown({ begun, means, height }: { begun: Begun; means: Means; height: number }) {
  const place = useRef<HTMLDivElement>(null);
  const { led, problem, again } = useLed(place, begun, means, height);
  return (
    <>
      {problem && (
        <div className="powa-goal-part">
          <Notice text={`The conversation could not be loaded. ${problem}`} />
          <button type="button" className="powa-button" onClick={again}>
            Try again
          </button>
        </div>
      )}
      <div ref={place} className="powa-goal-talk" style={{ minHeight: problem ? 0 : height }} />
      {led && (
        <>
          <Work led={led} means={means} />
          <Datasets live={led.live} workflowId={begun.workflowId} means={means} />
        </>
      )}
    </>
  );
}

/** The conversation, drawn by the chat's bundle into an element that React leaves alone. */
function useLed(place: RefObject<HTMLDivElement>, begun: Begun, { model, bundle }: Means, height: number) {
  const [led, setLed] = useState<Led | null>(null);
  const [problem, setProblem] = useState("");
  const [tried, setTried] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is shown is made once for a session, and at each new try.
  useEffect(() => {
    let closed = false;
    let made: Led | null = null;
    let leave = () => {};
    const draw = async () => {
      const { lead } = (await bundle("copilot")) as { lead: Lead };
      const element = place.current;
      if (closed || !element) return;
      const { sessionId, workflowId, goal, fresh } = begun;
      made = lead(element, model, { sessionId, workflowId, title: goal, height });
      if (fresh) leave = sayFirst(made.chat, goal);
      setLed(made);
    };
    setProblem("");
    draw().catch((error) => closed || setProblem(words(error)));
    return () => {
      closed = true;
      leave();
      made?.close();
    };
  }, [tried]);
  return { led, problem, again: () => setTried(tried + 1) };
}
