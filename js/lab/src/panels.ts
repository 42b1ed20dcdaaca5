// The notebooks that are open: where a widget's code becomes a cell, and what draws a chart for it.
import type { DocumentRegistry } from "@jupyterlab/docregistry";
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { DisposableDelegate } from "@lumino/disposable";
import { Widget } from "@lumino/widgets";

/** As much of a notebook as this needs. */
export interface Panel {
  node: HTMLElement;
  content: {
    activeCellIndex: number;
    widgets: readonly { node: HTMLElement }[];
    model: { sharedModel: { insertCell(index: number, cell: { cell_type: "code"; source: string }): unknown } } | null;
    rendermime: {
      createRenderer(mimeType: string): IRenderMime.IRenderer;
      createModel(options: { data: Record<string, unknown>; trusted: boolean }): IRenderMime.IMimeModel;
    };
  };
}

const panels = new Set<Panel>();
const drawn = new WeakMap<HTMLElement, IRenderMime.IRenderer>();

export function addPanel(panel: Panel): DisposableDelegate {
  panels.add(panel);
  return new DisposableDelegate(() => panels.delete(panel));
}

export const known: DocumentRegistry.WidgetExtension = {
  createNew: (panel) => addPanel(panel as unknown as Panel),
};

function panelOf(near: HTMLElement): Panel {
  const panel = [...panels].find(({ node }) => node.contains(near));
  if (!panel) throw new Error("This view is in no notebook.");
  return panel;
}

/** Below the cell that the view is in; the new cell is the active one. */
export async function insertCell(code: string, near: HTMLElement): Promise<void> {
  const { content } = panelOf(near);
  const own = content.widgets.findIndex(({ node }) => node.contains(near));
  const at = (own < 0 ? content.activeCellIndex : own) + 1;
  if (!content.model) throw new Error("The notebook is not open any more.");
  content.model.sharedModel.insertCell(at, { cell_type: "code", source: code });
  content.activeCellIndex = at;
}

/** Below the active cell of the notebook that is looked at; false where none is. */
export async function insertAtActive(code: string): Promise<boolean> {
  const panel = [...panels].reverse().find(({ node }) => node.getClientRects().length);
  if (!panel?.content.model) return false;
  const at = panel.content.activeCellIndex + 1;
  panel.content.model.sharedModel.insertCell(at, { cell_type: "code", source: code });
  panel.content.activeCellIndex = at;
  return true;
}

/** Draws it as the notebook would; rejects where nothing on this page can. */
export async function renderMime(mime: string, data: unknown, element: HTMLElement): Promise<void> {
  const { rendermime } = panelOf(element).content;
  const renderer = rendermime.createRenderer(mime);
  await renderer.renderModel(rendermime.createModel({ data: { [mime]: data }, trusted: true }));
  const before = drawn.get(element);
  if (before?.node.isConnected) before.dispose();
  drawn.set(element, renderer);
  element.replaceChildren();
  Widget.attach(renderer, element);
}
