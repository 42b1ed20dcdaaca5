// What the parts of the extension share: the application, the server, what goes on, and the panels that are open.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { WidgetTracker } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Deeds } from "./deeds";
import { news, Pulse } from "./pulse";
import { type Ask, asking } from "./server";
import { WorkflowPanel, type WorkflowView } from "./workflow";

export interface Home {
  app: JupyterFrontEnd;
  ask: Ask;
  pulse: Pulse;
  deeds: Deeds;
  trans: TranslationBundle;
  panels: WidgetTracker<WorkflowPanel>;
  /** Where a workflow opens: Notebook 7 has room for one widget in its main area, and that is the notebook. */
  area: "main" | "right";
  /** The views of workflows that are open, in panels and as files. */
  views: Map<WorkflowView, string>;
  /** The workflow that is looked at. */
  current(): string | null;
}

export function home(app: JupyterFrontEnd, trans: TranslationBundle, lab: boolean): Home {
  const ask = asking(app.serviceManager.serverSettings);
  const pulse = new Pulse(ask, app.restored);
  const panels = new WidgetTracker<WorkflowPanel>({ namespace: "powa-workflow" });
  const views = new Map<WorkflowView, string>();
  pulse.changed.connect((_, before) => {
    for (const row of news(before, pulse.glance)) {
      for (const [view, id] of views) if (id === row.id && view.isVisible) void view.opened?.look(row);
    }
  });
  const current = () => {
    const shown = app.shell.currentWidget;
    for (const [view, id] of views) if (shown?.contains(view)) return id;
    return panels.currentWidget?.workflowId ?? null;
  };
  return { app, ask, pulse, deeds: new Deeds(ask, trans), trans, panels, area: lab ? "main" : "right", views, current };
}

/** While the view is open, what others do with its workflow is looked for. */
export function keep({ views, pulse }: Home, view: WorkflowView, workflowId: string): void {
  views.set(view, workflowId);
  const end = pulse.watch();
  view.disposed.connect(() => {
    views.delete(view);
    end();
  });
}

/** The workflow's panel, opened where it is not. */
export async function openPanel(home: Home, workflowId: string, name = ""): Promise<WorkflowPanel> {
  const { app, panels } = home;
  let panel = panels.find((one) => one.workflowId === workflowId);
  if (!panel) {
    panel = new WorkflowPanel(workflowId, name);
    keep(home, panel.content, workflowId);
    const opened = panel;
    panel.title.changed.connect(() => void panels.save(opened));
    await panels.add(panel);
  }
  if (!panel.isAttached) app.shell.add(panel, home.area);
  app.shell.activateById(panel.id);
  return panel;
}
