// A saved notebook whose kernel is gone: where JupyterLab finds no widget to show, the picture that was saved with it.
import type { DocumentRegistry } from "@jupyterlab/docregistry";
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { DisposableDelegate, type IDisposable } from "@lumino/disposable";
import { Widget } from "@lumino/widgets";

/** What @jupyter-widgets/jupyterlab-manager writes in place of a widget that no kernel knows. */
const MISSING = "Error displaying widget: model not found";
const NOTE = "The graph as it was saved. Run the cell for the live one.";
/** How the picture begins that jupyter_powa/widgets/fallback.py draws. */
const OURS = /^<svg [^>]*aria-label="Workflow graph:/;

/** As much of a notebook as this needs: its cells, their outputs, and what draws them. */
export interface Panel {
  node: HTMLElement;
  content: {
    rendermime: { createRenderer(mimeType: string): IRenderMime.IRenderer };
    widgets: readonly { outputArea?: OutputArea }[];
  };
}

interface OutputArea {
  node: HTMLElement;
  widgets: readonly { node: HTMLElement }[];
  model: { get(at: number): IRenderMime.IMimeModel };
}

function outputAt(panel: Panel, node: Node): IRenderMime.IMimeModel | null {
  const area = panel.content.widgets.find((cell) => cell.outputArea?.node.contains(node))?.outputArea;
  const at = area?.widgets.findIndex((output) => output.node.contains(node)) ?? -1;
  return area && at >= 0 ? area.model.get(at) : null;
}

async function draw(panel: Panel, node: HTMLElement): Promise<void> {
  const output = outputAt(panel, node);
  const html = output?.data["text/html"];
  if (!output || typeof html !== "string" || !OURS.test(html)) return;
  const picture = panel.content.rendermime.createRenderer("text/html");
  await picture.renderModel(output);
  node.textContent = NOTE;
  Widget.attach(picture, node, node.firstChild as HTMLElement);
}

function isMissing({ addedNodes }: MutationRecord): boolean {
  const [only] = addedNodes;
  return addedNodes.length === 1 && only?.nodeType === Node.TEXT_NODE && only.textContent === MISSING;
}

/** Looks at what is written into a notebook, until that is closed. */
export function showPictures(panel: Panel): IDisposable {
  const observer = new MutationObserver((records) => {
    for (const record of records) if (isMissing(record)) void draw(panel, record.target as HTMLElement);
  });
  observer.observe(panel.node, { childList: true, subtree: true });
  return new DisposableDelegate(() => observer.disconnect());
}

export const pictures: DocumentRegistry.WidgetExtension = {
  createNew: (panel) => showPictures(panel as unknown as Panel),
};
