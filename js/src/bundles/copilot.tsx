// The bundle of the chat beside its graph: mount(element, {model}) draws it and returns what takes it away again.
import flowCss from "@xyflow/react/dist/base.css";
import { createRoot } from "react-dom/client";
import { CommWire, type Model } from "../api/comm";
import { HttpWire, page } from "../api/http";
import { say } from "../api/pipeline";
import type { Wire } from "../api/wire";
import { CopilotView } from "../copilot/CopilotView";
import { Chat } from "../copilot/chat";
import { sheets } from "../copilot/style";
import type { Lead, Led } from "../pipeline/port";
import { Live } from "../workflow/live";
import { sheets as graphSheets } from "../workflow/style";

const STYLE_ID = "powa-copilot-style";

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = [flowCss, ...graphSheets, ...sheets].join("\n");
  document.head.append(style);
}

interface Shown {
  workflowId: string;
  sessionId: string;
  title: string;
  height: number;
  led: boolean;
}

function draw(element: HTMLElement, model: Model, shown: Shown): Led {
  addStyle();
  const comm = new CommWire(model);
  const server = page()?.http;
  const wires: Wire[] = server ? [comm, new HttpWire(server)] : [comm];
  const { workflowId, sessionId, title, height, led } = shown;
  const live = new Live(wires, workflowId);
  const chat = new Chat(wires, workflowId, { sessionId, changed: live.take, ...(led ? { say } : {}) });
  const root = createRoot(element);
  root.render(<CopilotView {...{ chat, live, height, title, led }} />);
  live.open();
  chat.open();
  const close = () => {
    chat.close();
    live.close();
    comm.close();
    root.unmount();
  };
  return { live, chat, close };
}

export function mount(element: HTMLElement, { model }: { model: Model }): () => void {
  const text = (name: string) => String(model.get(name) ?? "");
  const height = Number(model.get("height")) || 560;
  const shown = { workflowId: text("workflow_id"), sessionId: text("session_id"), title: text("title"), height };
  return draw(element, model, { ...shown, led: false }).close;
}

/** A pipeline's session: what is said there is taken over at once, and runs are started beside it. */
export const lead: Lead = (element, model, shown) => draw(element, model, { ...shown, led: true });
