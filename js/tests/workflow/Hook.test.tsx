// The webhook panel as a person uses it.
// @vitest-environment jsdom
import "../setup";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { WireError } from "../../src/api/wire";
import { Hook } from "../../src/workflow/Hook";
import { Live } from "../../src/workflow/live";
import { answers, block, FakeWire, workflow } from "../fakes";

const GRAPH = workflow([block("a")]);
const ARMED = {
  ok: true,
  webhook_id: "8b5f",
  webhook_url: "/api/webhooks/8b5f",
  secret: "s3cret-value",
  armed_until: "2026-11-25T10:10:00Z",
};

function show(more: Record<string, unknown>, graph = GRAPH) {
  const wire = new FakeWire("comm", answers(graph, more));
  const server = new FakeWire("http");
  render(<Hook live={new Live([wire, server], "w")} workflow={graph} onClose={() => wire.calls.push("closed")} />);
  return { wire, server };
}

const press = (name: string | RegExp) => act(async () => fireEvent.click(screen.getByRole("button", { name })));

test("arming shows the address as the page knows it, and the secret hidden until it is looked at", async () => {
  const { server } = show({ "POST /api/workflows/w/arm": ARMED });
  await press("Arm for one call");
  expect(server.calls).toEqual(["POST /api/workflows/w/arm"]); // the server does not have it, the kernel does
  const address = screen.getByLabelText("Address") as HTMLInputElement;
  expect(address.value).toBe(`${location.origin}/api/webhooks/8b5f`);
  const secret = screen.getByLabelText("Secret, shown only now") as HTMLInputElement;
  expect([secret.type, secret.value]).toEqual(["password", "s3cret-value"]);
  fireEvent.focus(secret);
  expect(secret.type).toBe("text");
  fireEvent.blur(secret);
  expect(secret.type).toBe("password");
  expect(screen.getByText(/^Open until/)).toBeTruthy();
});

test("where the clipboard is closed, the value is marked and the key is named", async () => {
  show({ "POST /api/workflows/w/arm": ARMED });
  await press("Arm for one call");
  await press("Copy: Address");
  expect(screen.getByRole("button", { name: "Copy: Address" }).textContent).toBe("Press Ctrl+C");
});

test("a refusal is told and nothing is shown", async () => {
  const refusal = new WireError(400, "The graph has a circle.", "invalid_graph");
  show({ "POST /api/workflows/w/arm": refusal });
  await press("Arm for one call");
  expect(screen.getByRole("alert").textContent).toBe("The graph has a circle.");
  expect(screen.queryByLabelText("Address")).toBe(null);
});

test("a workflow is deployed and undeployed, and Escape closes the panel", async () => {
  const { wire } = show({ "POST /api/workflows/w/deploy": { ok: true } });
  await press("Deploy");
  expect(wire.calls).toContain("POST /api/workflows/w/deploy");
  fireEvent.keyDown(screen.getByRole("region", { name: "Webhook" }), { key: "Escape" });
  expect(wire.calls).toContain("closed");
});

test("a deployed one can be undeployed", async () => {
  const { wire } = show({ "POST /api/workflows/w/undeploy": { ok: true } }, { ...GRAPH, state: "deployed" });
  await press("Undeploy");
  expect(wire.calls).toContain("POST /api/workflows/w/undeploy");
});
