// The bundle of an agent's builder: mount(element, {model}) draws it, and keeps what is edited in the widget.
import { createRoot } from "react-dom/client";
import { BuilderView } from "../agent/builder/BuilderView";
import { Builder } from "../agent/builder/builder";
import { Client } from "../agent/builder/client";
import { slim } from "../agent/builder/draft";
import { builderSheets } from "../agent/style";
import { CommWire } from "../api/comm";
import type { TraitModel } from "../explorer/opened";
import type { AgentDraft } from "../model/types";

const STYLE_ID = "powa-builder-style";
/** An edit is kept once the typing pauses. */
const KEEP_MS = 300;

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = builderSheets.join("\n");
  document.head.append(style);
}

/** What was edited before; an empty object is nothing. */
function edited(model: TraitModel): AgentDraft | null {
  const draft = model.get("draft") as Partial<AgentDraft> | null;
  return draft && "tables" in draft ? (draft as AgentDraft) : null;
}

/** Writes what is edited where a reload, Python and a saved notebook find it. */
function keeper(model: TraitModel) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    model.save_changes?.();
  };
  const keep = (agentId: string, draft: AgentDraft | null) => {
    model.set?.("draft", draft ? slim(draft) : {});
    if (agentId) model.set?.("agent_id", agentId);
    clearTimeout(timer);
    timer = setTimeout(write, KEEP_MS);
  };
  return { keep, flush: () => timer !== undefined && write() };
}

export function mount(element: HTMLElement, { model }: { model: TraitModel }): () => void {
  addStyle();
  const wire = new CommWire(model);
  const { keep, flush } = keeper(model);
  const begin = {
    agentId: String(model.get("agent_id") ?? ""),
    name: String(model.get("name") ?? ""),
    datasourceId: String(model.get("datasource_id") ?? ""),
    draft: edited(model),
  };
  const builder = new Builder(new Client(wire), begin, keep);
  const root = createRoot(element);
  root.render(<BuilderView builder={builder} height={Number(model.get("height")) || 640} />);
  void builder.load();
  return () => {
    flush();
    builder.close();
    wire.close();
    root.unmount();
  };
}
