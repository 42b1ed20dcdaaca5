// The sidebar: what is listed is found, opened and stopped; empty, failed and absent are told apart.
// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { WireError } from "../../src/api/wire";
import { Lists } from "../../src/sidebar/lists";
import { Sidebar } from "../../src/sidebar/Sidebar";
import { FakeWire } from "../fakes";

afterEach(cleanup);

const at = "2026-01-01T10:00:00Z";
const ANSWERS = {
  "GET /api/workflows?sort=updated_at&limit=100": {
    workflows: [
      { id: "w1", name: "Sales", state: "deployed", execution_count: 2 },
      { id: "w2", name: "Load", state: "internal", execution_count: 0 },
    ],
  },
  "GET /api/powa/executions?limit=20": {
    executions: [{ id: "e1", workflow_id: "w1", workflow_name: "Sales", status: "running", created_at: at }],
  },
  "GET /copilot/v1/agent/": [{ id: "a1", name: "DBA", status: "PUBLISHED" }],
  "GET /api/powa/sources": new WireError(503, "The store is busy."),
  "GET /api/powa/datasets?limit=100": { datasets: [] },
};

async function shown(answers: Record<string, unknown> = ANSWERS) {
  const lists = new Lists(new FakeWire("http", answers));
  const execute = vi.fn();
  render(<Sidebar lists={lists} host={{ execute, say: (text) => text }} />);
  await lists.load();
  await screen.findByRole("searchbox");
  return { lists, execute, section: (name: string) => within(screen.getByRole("region", { name })) };
}

test("a row is opened, its run is stopped, and its menu is opened from the keyboard", async () => {
  const { execute, section } = await shown();
  fireEvent.click(await section("Workflows").findByText("Sales"));
  expect(execute).toHaveBeenLastCalledWith("powa:open-workflow", { id: "w1" });
  fireEvent.click(section("Executions").getByRole("button", { name: "Stop Sales" }));
  expect(execute).toHaveBeenLastCalledWith("powa:stop-execution", { id: "e1" });
  const asked = vi.fn();
  document.addEventListener("contextmenu", asked, { once: true });
  const more = section("SQL agents").getByRole("button", { name: "More: DBA" });
  fireEvent.click(more);
  expect(asked).toHaveBeenCalled();
  expect(more.closest<HTMLElement>("[data-powa-kind]")?.dataset).toMatchObject({ powaKind: "agent", powaId: "a1" });
});

test("what is empty, what failed and what was not found say so, each in its place", async () => {
  const { section } = await shown();
  expect(await section("Datasets").findByText("No run has written a dataset yet.")).toBeTruthy();
  expect(section("Data sources").getByRole("alert").textContent).toContain("The store is busy.");
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "loa" } });
  expect(section("Workflows").queryByText("Sales")).toBeNull();
  expect(section("Workflows").getByText("Load")).toBeTruthy();
  expect(section("SQL agents").getByText("Nothing of that name.")).toBeTruthy();
});

test("a server without jupyter_powa is told once", async () => {
  await shown({});
  expect((await screen.findAllByRole("alert")).map((alert) => alert.textContent)).toEqual([
    expect.stringContaining("not running in this Jupyter server"),
  ]);
});
