// A workflow in JupyterLab's main area: the same view as the widget's, over HTTP.
import { MainAreaWidget } from "@jupyterlab/apputils";
import type { Opened as OpenedWorkflow, Told } from "../../src/workflow/opened";
import { bundle } from "./bundles";
import { powaIcon } from "./icon";
import { View } from "./view";

interface Bundle {
  open(
    element: HTMLElement,
    opening: { workflowId: string; bundle: typeof bundle; told(told: Told): void },
  ): OpenedWorkflow;
}

export type WorkflowView = View<OpenedWorkflow>;

export async function openWorkflow(
  element: HTMLElement,
  workflowId: string,
  told: (told: Told) => void,
): Promise<OpenedWorkflow> {
  return ((await bundle("workflow")) as Bundle).open(element, { workflowId, bundle, told });
}

export class WorkflowPanel extends MainAreaWidget<WorkflowView> {
  constructor(
    readonly workflowId: string,
    name = "",
  ) {
    super({ content: new View((element) => openWorkflow(element, workflowId, (told) => this.take(told))) });
    this.id = `powa-workflow-${workflowId}`;
    this.title.label = name || "Workflow";
    this.title.icon = powaIcon;
    this.title.closable = true;
    this.toolbar.hide();
  }

  private take({ name, unsaved, running }: Told): void {
    if (name) this.title.label = name;
    this.title.caption = `${this.title.label}${running ? " · running" : ""}${unsaved ? " · not saved yet" : ""}`;
    this.title.className = unsaved ? "jp-mod-dirty" : "";
  }
}
