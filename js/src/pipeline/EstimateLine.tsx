// What a run would take: rows by a model, tokens, dollars, time; asked anew when the steps change or a run has ended.
import { useEffect, useState } from "react";
import { estimate } from "../api/pipeline";
import { ask } from "../api/wires";
import type { Estimate, Workflow } from "../model/types";
import { count, dollars, duration } from "../workflow/format";
import type { Means } from "./port";

interface EstimateLineProps {
  workflow: Workflow;
  /** The run that ended last: it makes the estimate closer. */
  ended: string;
  wires: Means["wires"];
}

export function EstimateLine({ workflow: { id, version }, ended, wires }: EstimateLineProps) {
  const [told, setTold] = useState<Estimate | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other steps, or a run that has ended, make another one.
  useEffect(() => {
    let late = false;
    ask(wires, (wire) => estimate(wire, id)).then(
      (found) => late || setTold(found),
      () => late || setTold(null), // what is wrong with the steps is told where they are drawn
    );
    return () => {
      late = true;
    };
  }, [wires, id, version, ended]);
  if (!told) return null;
  const words = `A run takes ${inWords(told)}`;
  if (!told.words.length) return <p className="powa-goal-hint">{words}</p>;
  return (
    <details className="powa-goal-hint powa-goal-estimate">
      <summary>{words}</summary>
      <ul>
        {told.words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}

export function inWords({ steps, rows, tokens, usd, seconds }: Estimate): string {
  const time = seconds === null ? "a time that is not known" : `about ${duration(seconds * 1000)}`;
  if (!steps.some((step) => step.model !== null)) return `${time}; no model is asked`;
  const parts = [
    rows === null ? "rows not known" : `${count(rows, "row")} by a model`,
    tokens === null ? "tokens not known" : count(tokens, "token"),
    usd === null ? "price not known" : dollars(usd),
  ];
  return `${time}: ${parts.join(", ")}`;
}
