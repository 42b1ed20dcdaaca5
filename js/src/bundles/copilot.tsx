// The bundle of the chat beside its graph: mount(element, {model}) draws it and returns what takes it away again.
import flowCss from "@xyflow/react/dist/base.css";
import { createRoot } from "react-dom/client";
import { CommWire, type Model } from "../api/comm";
import { HttpWire, page } from "../api/http";
import type { Wire } from "../api/wire";
import { CopilotView } from "../copilot/CopilotView";
import { Chat } from "../copilot/chat";
import { sheets } from "../copilot/style";
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

export function mount(element: HTMLElement, { model }: { model: Model }): () => void {
  addStyle();
  const comm = new CommWire(model);
  const server = page()?.http;
  const wires: Wire[] = server ? [comm, new HttpWire(server)] : [comm];
  const text = (name: string) => String(model.get(name) ?? "");
  const live = new Live(wires, text("workflow_id"));
  const chat = new Chat(wires, text("workflow_id"), { sessionId: text("session_id"), changed: live.take });
  const root = createRoot(element);
  const height = Number(model.get("height")) || 560;
  root.render(<CopilotView chat={chat} live={live} height={height} title={text("title")} />);
  live.open();
  chat.open();
  return () => {
    chat.close();
    live.close();
    comm.close();
    root.unmount();
  };
}
