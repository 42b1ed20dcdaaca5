// The bundle of a goal: mount(element, {model, bundle}) draws it; the chat and the explorer come from their own bundles.
import { createRoot } from "react-dom/client";
import { CommWire } from "../api/comm";
import { HttpWire, page } from "../api/http";
import type { TraitModel } from "../explorer/opened";
import { GoalView } from "../pipeline/GoalView";
import { Goal } from "../pipeline/goal";
import type { LoadBundle } from "../pipeline/port";
import { sheets } from "../pipeline/style";

const STYLE_ID = "powa-pipeline-style";

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = sheets.join("\n");
  document.head.append(style);
}

export function mount(element: HTMLElement, { model, bundle }: { model: TraitModel; bundle: LoadBundle }): () => void {
  addStyle();
  const wire = new CommWire(model);
  const server = page()?.http;
  const wires = server ? [wire, new HttpWire(server)] : [wire];
  const goal = new Goal(wire, model);
  const root = createRoot(element);
  const height = Number(model.get("height")) || 560;
  root.render(<GoalView goal={goal} means={{ model, wires, bundle }} height={height} />);
  return () => {
    goal.close();
    wire.close();
    root.unmount();
  };
}
