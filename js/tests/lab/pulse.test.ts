// What goes on, looked at again and again: what is news, what has ended, and what is said of the server.
// @vitest-environment jsdom
import { expect, test, vi } from "vitest";

globalThis.DragEvent ??= class extends MouseEvent {} as never; // JupyterLab asks for it, jsdom has none
vi.mock("@jupyterlab/services", () => ({ ServerConnection: {} }));

const { ended, news, Pulse } = await import("../../lab/src/pulse");
const { ServerError } = await import("../../lab/src/server");
const { said } = await import("../../lab/src/status");

const row = (id: string, status: string, seconds = 0, workflow = "w") => ({
  id,
  workflow_id: workflow,
  workflow_name: "Sales",
  status: status as "running",
  created_at: "2026-01-01T00:00:00Z",
  heartbeat: new Date(Date.parse("2026-01-01T00:00:00Z") + seconds * 1_000).toISOString(),
});
const workflow = (id: string, version = 1, name = "Sales") => ({ id, version, name }) as never;
const say = (text: string, ...more: string[]) => text.replace("%1", more[0] ?? "");

test("a run that was seen running, took long and has ended is told, and no other", () => {
  const before = { executions: [row("a", "running"), row("b", "pending"), row("c", "running")], workflows: [] };
  const now = {
    executions: [row("a", "failed", 40), row("b", "completed", 5), row("c", "running", 90), row("d", "completed", 60)],
    workflows: [],
  };
  expect(ended(before, now, 30_000).map(({ id }) => id)).toEqual(["a"]);
});

test("a workflow is news where it was saved, renamed, run or made", () => {
  const before = {
    executions: [row("a", "running", 0, "run")],
    workflows: [workflow("run"), workflow("saved"), workflow("renamed"), workflow("same")],
  };
  const now = {
    executions: [row("a", "completed", 1, "run")],
    workflows: [
      workflow("run"),
      workflow("saved", 2),
      workflow("renamed", 1, "Other"),
      workflow("same"),
      workflow("made"),
    ],
  };
  expect(news(before, now).map(({ id }) => id)).toEqual(["run", "saved", "renamed", "made"]);
});

test("the status bar tells the model and the runs, or why there is nothing to tell", () => {
  expect(said({ health: "well", running: [row("a", "running")] }, "gpt", say)).toBe("Powa · gpt · 1 running");
  expect(said({ health: "unknown", running: [] }, "", say)).toBe("Powa");
  expect(said({ health: "absent", running: [] }, "gpt", say)).toContain("not running in this server");
});

test("the workflows are asked for while somebody shows them; a server without us is known as such", async () => {
  const asked: string[] = [];
  let missing = false;
  const ask = async (_: string, path: string) => {
    asked.push(path.split("?")[0] ?? "");
    if (missing) throw new ServerError(404, "Not found");
    return { executions: [row("a", "running")], workflows: [] } as never;
  };
  const pulse = new Pulse(ask, new Promise(() => {}));
  const changed = vi.fn();
  pulse.changed.connect(changed);
  await pulse.refresh();
  expect([pulse.health, pulse.running.length]).toEqual(["well", 1]);
  expect(asked).toEqual(["/api/powa/executions"]);
  const end = pulse.watch();
  await pulse.refresh();
  expect(asked).toContain("/api/workflows");
  end();
  end();
  missing = true;
  await pulse.refresh();
  expect(pulse.health).toBe("absent");
  expect(changed).toHaveBeenCalledTimes(2);
  pulse.dispose();
});
