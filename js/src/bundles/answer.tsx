// The bundle of an agent's answer: mount(element, {model, bundle}) draws it above the explorer, which shows its rows.
import { createRoot } from "react-dom/client";
import { AnswerView } from "../agent/AnswerView";
import type { Shown } from "../agent/answer";
import { sheets } from "../agent/style";
import { CommWire } from "../api/comm";
import type { TraitModel } from "../explorer/opened";
import type { Entry } from "../model/types";

const STYLE_ID = "powa-answer-style";

type Cleanup = () => void;
interface Context {
  model: TraitModel;
  /** Another bundle of ours, by name. */
  bundle(name: string): Promise<unknown>;
}
interface Mounted {
  mount(element: HTMLElement, context: Context): Cleanup | undefined;
}

function addStyle(): void {
  if (document.getElementById(STYLE_ID)) return;
  const style = document.createElement("style");
  style.id = STYLE_ID;
  style.textContent = sheets.join("\n");
  document.head.append(style);
}

function shownIn(model: TraitModel): Shown {
  return {
    agentId: String(model.get("agent_id")),
    agent: String(model.get("agent")),
    sessionId: String(model.get("session_id")),
    source: String(model.get("source") ?? ""),
    entry: model.get("entry") as Entry,
    drawn: model.get("drawn") as Shown["drawn"],
    choices: model.get("choices") as Shown["choices"],
  };
}

export function mount(element: HTMLElement, { model, bundle }: Context): Cleanup {
  addStyle();
  const wire = new CommWire(model);
  const [above, below] = [document.createElement("div"), document.createElement("div")];
  below.className = "powa-answer-rows";
  element.append(above, below);
  const root = createRoot(above);
  let rows: Cleanup | undefined;
  let drawnFor = "";
  let closed = false;
  const takeRows = () => {
    rows?.();
    rows = undefined;
    below.replaceChildren();
  };
  const showRows = async (id: string) => {
    takeRows();
    if (!model.get("view")) return;
    const explorer = (await bundle("explorer")) as Mounted;
    if (!closed && drawnFor === id) rows = explorer.mount(below, { model, bundle });
  };
  const onEntry = (entry: Entry) => {
    model.set?.("entry_id", entry.id); // Python answers with the entry and where its rows are
    model.save_changes?.();
  };
  const draw = () => {
    const shown = shownIn(model);
    root.render(<AnswerView key={shown.entry.id} shown={shown} wire={wire} onEntry={onEntry} />);
    if (drawnFor === shown.entry.id) return;
    drawnFor = shown.entry.id;
    void showRows(drawnFor);
  };
  model.on("change:entry", draw);
  draw();
  return () => {
    closed = true;
    model.off("change:entry", draw);
    takeRows();
    wire.close();
    root.unmount();
  };
}
