// The bundle of the workflow view: mount(element, …) draws a widget's, open(element, …) a panel's; each can be closed.
import flowCss from "@xyflow/react/dist/base.css";
import { createRoot } from "react-dom/client";
import { CommWire, type Model } from "../api/comm";
import { HttpWire, page } from "../api/http";
import type { Wire } from "../api/wire";
import type { FormBundle } from "../form/port";
import type { WorkflowDiff } from "../model/types";
import { Editor } from "../workflow/edit/editing";
import { Live } from "../workflow/live";
import { type Opened, type Told, telling } from "../workflow/opened";
import { hearProposals } from "../workflow/proposals";
import type { Height } from "../workflow/Root";
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

type Load = (name: string) => Promise<unknown>;

function draw(element: HTMLElement, wires: Wire[], id: string, load: Load, height: Height, title = "") {
  addStyle();
  const live = new Live(wires, id);
  const editor = new Editor(wires, live);
  const means = { editor, loadForm: () => load("form") as Promise<FormBundle> };
  const root = createRoot(element);
  let proposal: WorkflowDiff | null = null;
  const show = () => {
    const seen = editor.snapshot().on ? null : proposal; // who edits is not to take hold of what is not there yet
    root.render(<WorkflowView {...{ live, height, title, means }} proposal={seen} />);
  };
  const deaf = hearProposals(id, (now) => {
    proposal = now;
    show();
  });
  editor.subscribe(show);
  show();
  live.open();
  const close = () => {
    deaf();
    editor.close();
    live.close();
    root.unmount();
  };
  return { live, editor, close };
}

interface Mounting {
  model: Model;
  bundle: Load;
}

export function mount(element: HTMLElement, { model, bundle }: Mounting): () => void {
  const comm = new CommWire(model);
  const server = page()?.http;
  const wires: Wire[] = server ? [comm, new HttpWire(server)] : [comm];
  const height = Number(model.get("height")) || 420;
  const title = String(model.get("title") ?? "");
  const { close } = draw(element, wires, String(model.get("workflow_id")), bundle, height, title);
  return () => {
    close();
    comm.close();
  };
}

interface Opening {
  workflowId: string;
  bundle: Load;
  /** Called with how it stands, whenever that changes. */
  told(told: Told): void;
}

/** The same view over HTTP alone. */
export function open(element: HTMLElement, { workflowId, bundle, told }: Opening): Opened {
  const server = page()?.http;
  if (!server) throw new Error("No Jupyter server is known to this page.");
  const { live, editor, close } = draw(element, [new HttpWire(server)], workflowId, bundle, "100%");
  const quiet = telling(live, editor, told);
  return {
    look: live.look,
    save: editor.save,
    rest: () => live.rest(),
    wake: () => live.wake(),
    close: () => {
      quiet();
      close();
    },
  };
}
