// The bundle of the workflow view: mount(element, {model}) draws it and returns what takes it away again.

import flowCss from "@xyflow/react/dist/base.css";
import { createRoot } from "react-dom/client";
import { CommWire, type Model } from "../api/comm";
import { HttpWire, page } from "../api/http";
import type { Wire } from "../api/wire";
import type { FormBundle } from "../form/port";
import { Editor } from "../workflow/edit/editing";
import { Live } from "../workflow/live";
import { sheets } from "../workflow/style";
import { WorkflowView } from "../workflow/WorkflowView";

const STYLE_ID = "powa-workflow-style";

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = [flowCss, ...sheets].join("\n");
  document.head.append(style);
}

interface Mounting {
  model: Model;
  bundle(name: string): Promise<unknown>;
}

export function mount(element: HTMLElement, { model, bundle }: Mounting): () => void {
  addStyle();
  const comm = new CommWire(model);
  const server = page()?.http;
  const wires: Wire[] = server ? [comm, new HttpWire(server)] : [comm];
  const live = new Live(wires, String(model.get("workflow_id")));
  const editor = new Editor(wires, live);
  const means = { editor, loadForm: () => bundle("form") as Promise<FormBundle> };
  const root = createRoot(element);
  const height = Number(model.get("height")) || 420;
  const title = String(model.get("title") ?? "");
  root.render(<WorkflowView live={live} height={height} title={title} means={means} />);
  live.open();
  return () => {
    editor.close();
    live.close();
    comm.close();
    root.unmount();
  };
}
