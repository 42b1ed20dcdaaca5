// The copilot in the right panel: it talks about the workflow that is open in the main area.
import type { ILabShell, ILayoutRestorer } from "@jupyterlab/application";
import type { Title } from "@lumino/widgets";
import { PanelLayout, Widget } from "@lumino/widgets";
import { bundle } from "./bundles";
import type { Home } from "./home";
import { powaIcon } from "./icon";
import { type Opened, View } from "./view";

interface Bundle {
  open(element: HTMLElement, opening: { workflowId: string }): Opened;
}

const EMPTY = "Open a workflow, and the copilot talks with you about it.";

export class ChatPanel extends Widget {
  private workflowId: string | null = null;
  private readonly pages: PanelLayout;

  constructor() {
    super();
    this.id = "powa-chat";
    this.title.icon = powaIcon;
    this.title.caption = "Copilot";
    this.addClass("powa-lab-chat");
    this.pages = new PanelLayout();
    this.layout = this.pages;
    this.pages.addWidget(note(EMPTY));
  }

  /** The workflow that is looked at; null leaves the conversation that is shown. */
  about(workflowId: string | null, title?: Title<Widget>): void {
    if (workflowId === null || workflowId === this.workflowId) return;
    this.workflowId = workflowId;
    this.title.caption = title ? `Copilot: ${title.label}` : "Copilot";
    for (const widget of [...this.pages.widgets]) widget.dispose();
    this.pages.addWidget(
      new View(async (element) => ((await bundle("copilot")) as Bundle).open(element, { workflowId })),
    );
  }
}

/** It follows the workflow that is looked at, and keeps its conversation while something else is. */
export function addChat(home: Home, restorer: ILayoutRestorer | null, lab: ILabShell | null): void {
  const { app, trans } = home;
  const chat = new ChatPanel();
  app.shell.add(chat, "right", { rank: 700 });
  restorer?.add(chat, chat.id);
  const follow = () => chat.about(home.current(), app.shell.currentWidget?.title);
  lab?.currentChanged.connect(follow);
  void home.panels.widgetAdded.connect(follow);
  app.commands.addCommand("powa:open-chat", {
    label: trans.__("Talk with the copilot about this workflow"),
    describedBy: { args: { type: "object", properties: {} } },
    execute: () => {
      follow();
      app.shell.activateById(chat.id);
    },
  });
}

function note(text: string): Widget {
  const node = document.createElement("div");
  node.className = "powa-lab-note";
  node.textContent = text;
  return new Widget({ node });
}
