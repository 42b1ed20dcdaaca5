// A saved notebook whose kernel is gone shows the pictures that were saved with it.
// @vitest-environment jsdom
import { expect, test, vi } from "vitest";

vi.mock("@lumino/widgets", () => ({
  Widget: { attach: (it: { node: Node }, host: Node, before: Node) => host.insertBefore(it.node, before) },
}));
const { showPictures } = await import("../../lab/src/picture");

const MISSING = "Error displaying widget: model not found";
const SVG = '<svg xmlns="x" role="img" aria-label="Workflow graph: A"></svg>';

/** A notebook with one output, whose data are these. */
function notebook(data: Record<string, unknown>) {
  const node = document.createElement("div");
  const output = document.createElement("div");
  node.append(output);
  const renderer = () => {
    const drawn = document.createElement("p");
    return {
      node: drawn,
      renderModel: async (model: { data: Record<string, string> }) => {
        drawn.textContent = `drawn: ${model.data["text/html"]}`;
      },
    };
  };
  const outputArea = { node, widgets: [{ node: output }], model: { get: () => ({ data }) } };
  const content = { rendermime: { createRenderer: renderer }, widgets: [{}, { outputArea }] };
  return { output, panel: { node, content } as never };
}

test("the picture stands where no widget is found", async () => {
  const { output, panel } = notebook({ "text/html": SVG });
  const watching = showPictures(panel);
  output.textContent = MISSING;
  await vi.waitFor(() =>
    expect(output.textContent).toBe(`drawn: ${SVG}The graph as it was saved. Run the cell for the live one.`),
  );
  watching.dispose();
  output.textContent = MISSING;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(output.textContent).toBe(MISSING);
});

test("the outputs of others stay as they are", async () => {
  const { output, panel } = notebook({ "text/html": "<b>theirs</b>" });
  showPictures(panel);
  output.textContent = MISSING;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(output.textContent).toBe(MISSING);
});
