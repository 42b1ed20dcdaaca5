// The bundle of the chat: mount(element, …) draws it beside its graph for a widget, open(element, …) alone for a panel.
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
import type { Height } from "../workflow/Root";
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
  height: Height;
  led: boolean;
  /** Without its graph. */
  alone?: boolean;
}

function draw(element: HTMLElement, wires: Wire[], shown: Shown): Led {
  addStyle();
  const { workflowId, sessionId, title, height, led, alone } = shown;
  const live = new Live(wires, workflowId);
  const chat = new Chat(wires, workflowId, { sessionId, changed: live.take, ...(led ? { say } : {}) });
  const root = createRoot(element);
  root.render(<CopilotView {...{ chat, live, height, title, led, alone }} />);
  live.open();
  chat.open();
  const close = () => {
    chat.close();
    live.close();
    root.unmount();
  };
  return { live, chat, close };
}

function drawFor(element: HTMLElement, model: Model, shown: Shown): Led {
  const comm = new CommWire(model);
  const server = page()?.http;
  const led = draw(element, server ? [comm, new HttpWire(server)] : [comm], shown);
  const close = () => {
    led.close();
    comm.close();
  };
  return { ...led, close };
}

export function mount(element: HTMLElement, { model }: { model: Model }): () => void {
  const text = (name: string) => String(model.get(name) ?? "");
  const height = Number(model.get("height")) || 560;
  const shown = { workflowId: text("workflow_id"), sessionId: text("session_id"), title: text("title"), height };
  return drawFor(element, model, { ...shown, led: false }).close;
}

/** A pipeline's session: what is said there is taken over at once, and runs are started beside it. */
export const lead: Lead = (element, model, shown) => drawFor(element, model, { ...shown, led: true });

/** The chat alone, over HTTP: its graph is in a panel beside it. */
export function open(element: HTMLElement, { workflowId }: { workflowId: string }) {
  const server = page()?.http;
  if (!server) throw new Error("No Jupyter server is known to this page.");
  const shown = { workflowId, sessionId: "", title: "", height: "100%", led: false, alone: true };
  const { live, close } = draw(element, [new HttpWire(server)], shown);
  return { rest: () => live.rest(), wake: () => live.wake(), close };
}
