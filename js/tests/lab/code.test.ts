// The cells that show a thing of the sidebar, and the name of a file that is imported.
import { expect, test, vi } from "vitest";

globalThis.DragEvent ??= class {} as never; // JupyterLab asks for it, node has none
vi.mock("@jupyterlab/services", () => ({ ServerConnection: {} }));
vi.mock("@jupyterlab/apputils", () => ({}));

const { codeOf } = await import("../../lab/src/code");
const { stem } = await import("../../lab/src/deeds");

test("a name is a string of Python, whatever it holds", () => {
  expect(codeOf("agent", "1", 'say "hi"')).toBe('from jupyter_powa import agent\n\nagent("say \\"hi\\"").ask("")');
  expect(codeOf("workflow", "w1", "two\nlines")).toContain('Workflow.load("w1")  # two lines\n');
  expect(codeOf("execution", "1", "x")).toBeNull();
});

test("a file's name without its endings is a workflow's name", () => {
  expect([stem("a.powa.json"), stem("b.JSON"), stem(".json")]).toEqual(["a", "b", ".json"]);
});
