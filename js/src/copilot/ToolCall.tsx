// A tool that was called: one line, which opens to what it was given and what it gave.
import { memo } from "react";
import { pretty } from "../workflow/format";
import { Text } from "../workflow/panes";
import { Sign } from "../workflow/Status";
import type { Called } from "./item";

/** What a tool does, in words. */
const WORDS: Record<string, string> = {
  read_workflow: "Read the workflow",
  modify_workflow: "Change the draft",
  get_block_info: "Look up a block type",
  get_db_schema: "Look at the tables",
  get_file_schema: "Look at the files",
  execute_public_sql: "Query the data",
  list_project_assets: "List what the project has",
  get_asset_details: "Look into an asset",
  manage_project_asset: "Change an asset",
  get_workflow_run_logs: "Read the logs of runs",
  run_draft: "Run the draft",
  ask_user: "Ask you",
};
const STATUS = { running: "running", done: "success", failed: "error" } as const;
const SAID = { running: "runs", done: "done", failed: "refused or failed" };

export const ToolCall = memo(function ToolCall({ step }: { step: Called }) {
  const hint = shortly(step.arguments);
  return (
    <details className={`powa-step powa-is-${STATUS[step.state]}`}>
      <summary>
        <Sign status={STATUS[step.state]} size={13} />
        <span className="powa-step-name">{WORDS[step.name] ?? step.name}</span>
        {hint && <span className="powa-step-hint">{hint}</span>}
        <span className="powa-sr-only">{`, ${SAID[step.state]}`}</span>
      </summary>
      <div className="powa-step-body">
        <p className="powa-part-name">{step.name}</p>
        <Text text={pretty(step.arguments)} />
        {step.state !== "running" && (
          <>
            <p className="powa-part-name">{step.state === "failed" ? "Refused or failed" : "Result"}</p>
            <Text text={pretty(step.result ?? "")} tone={step.state === "failed" ? "powa-pre-error" : undefined} />
          </>
        )}
      </div>
    </details>
  );
});

/** The first short text among the arguments. */
function shortly(given: Record<string, unknown>): string {
  const text = Object.values(given).find((value): value is string => typeof value === "string" && value !== "");
  const line = text?.split("\n")[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** The tools of one answer: open while they run, one line when it is given. */
export function ToolCalls({ steps, running }: { steps: readonly Called[]; running: boolean }) {
  if (!steps.length) return null;
  const list = steps.map((step) => <ToolCall key={step.id} step={step} />);
  if (running || steps.length === 1) return <div className="powa-steps">{list}</div>;
  const failed = steps.filter((step) => step.state === "failed").length;
  return (
    <details className="powa-steps powa-steps-closed">
      <summary>{`${steps.length} steps${failed ? `, ${failed} refused or failed` : ""}`}</summary>
      {list}
    </details>
  );
}
