// The bundle of the explorer: mount(element, {model}) draws it and returns what takes it away again.
import { createRoot } from "react-dom/client";
import { CommWire, type Model } from "../api/comm";
import { Client } from "../explorer/client";
import { ExplorerView } from "../explorer/ExplorerView";
import type { View } from "../model/types";

export function mount(element: HTMLElement, { model }: { model: Model }): () => void {
  const comm = new CommWire(model);
  const root = createRoot(element);
  const view = (model.get("view") as View | null) ?? null;
  root.render(<ExplorerView client={new Client(comm)} view={view} height={Number(model.get("height")) || 560} />);
  return () => {
    comm.close();
    root.unmount();
  };
}
