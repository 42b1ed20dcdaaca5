// The bundle of the explorer: mount(element, {model, bundle}) draws it and returns what takes it away again.
import { createRoot } from "react-dom/client";
import { CommWire } from "../api/comm";
import { ExplorerView } from "../explorer/ExplorerView";
import type { EditorBundle } from "../explorer/editor/port";
import { opened, type TraitModel } from "../explorer/opened";
import { sheets } from "../explorer/style";

const STYLE_ID = "powa-explorer-style";

interface Context {
  model: TraitModel;
  /** Another bundle of ours, by name. */
  bundle(name: string): Promise<unknown>;
}

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = sheets.join("\n");
  document.head.append(style);
}

export function mount(element: HTMLElement, { model, bundle }: Context): () => void {
  addStyle();
  const comm = new CommWire(model);
  const { parts, side, close } = opened(element, model, comm, () => bundle("editor") as Promise<EditorBundle>);
  const root = createRoot(element);
  root.render(<ExplorerView parts={parts} height={Number(model.get("height")) || 560} side={side} />);
  void parts.tree.load();
  return () => {
    close();
    comm.close();
    root.unmount();
  };
}
