// A block as a cell: run alone, up to it, from it on, and its output held.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Live } from "../../src/workflow/live";
import { WorkflowView } from "../../src/workflow/WorkflowView";
import { answers, block, edge, execution, FakeWire, log, workflow } from "../fakes";

const GRAPH = workflow([block("a", "code"), block("b", "code")], [edge("a", "b")]);
const RUN = "POST /api/workflows/w/executions";

async function show() {
  const wire = new FakeWire(
    "comm",
    answers(GRAPH, {
      "GET /api/workflows/w/executions?limit=20": { executions: [execution("r", { input: { n: 1 } })] },
      "GET /api/workflows/w/executions/r/logs": { block_logs: [log("a", { why: "It was asked for." }), log("b")] },
      "PUT /api/workflows/w/graph?draft=true&origin=editor&version=1": { version: 2 },
      [RUN]: { execution_id: "next", status: "pending" },
    }),
  );
  const live = new Live([wire], "w", { batchMs: 0, firstWaitMs: 1, longestWaitMs: 1 });
  render(<WorkflowView live={live} height={400} />);
  const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  act(() => live.open());
  await settle();
  fireEvent.click(within(screen.getByRole("navigation", { name: "Blocks" })).getByRole("button", { name: /^b/ }));
  return { wire, live, settle };
}

test("a block is run from here with what the last run was given", async () => {
  const { wire, live, settle } = await show();
  fireEvent.click(screen.getByRole("button", { name: "Run from here" }));
  await settle();
  expect(wire.bodies).toContainEqual({ variables: { n: 1 }, onward: "b" });
  expect((screen.getByRole("button", { name: "Run this block" }) as HTMLButtonElement).disabled).toBe(true);
  live.close();
});

test("a block is pinned to the run that made its output", async () => {
  const { wire, live, settle } = await show();
  fireEvent.click(screen.getByRole("button", { name: "Pin" }));
  await settle();
  const saved = wire.bodies.find((body) => (body as { edges?: unknown } | undefined)?.edges) as typeof GRAPH;
  expect(saved.blocks.map((one) => one.pin ?? null)).toEqual([null, "r"]);
  expect(screen.getByRole("button", { name: "Pinned" }).getAttribute("aria-pressed")).toBe("true");
  expect(screen.getByText("Its output is held: it is not run.", { selector: "p" })).toBeDefined();
  live.close();
});
