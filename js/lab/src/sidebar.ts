// The left panel: workflows, executions, agents, data sources and datasets.
import type { ILabShell, ILayoutRestorer } from "@jupyterlab/application";
import { bundle } from "./bundles";
import { addDrag } from "./drag";
import type { Home } from "./home";
import { powaIcon } from "./icon";
import { type Opened, View } from "./view";

interface Lists extends Opened {
  look(): void;
}

interface Bundle {
  open(
    element: HTMLElement,
    host: { execute(command: string, args: Record<string, unknown>): void; say(text: string): string },
  ): Lists;
}

export function addSidebar({ app, trans, pulse }: Home, restorer: ILayoutRestorer | null, lab: ILabShell | null): void {
  let end: (() => void) | null = null;
  const view = new View<Lists>(async (element) => {
    const { open } = (await bundle("sidebar")) as Bundle;
    const execute = (command: string, args: object) => void app.commands.execute(command, { ...args });
    const lists = open(element, { execute, say: (text) => trans.__(text) });
    const watch = () => {
      end ??= pulse.watch();
    };
    const rest = () => {
      end?.();
      end = null;
    };
    watch();
    return {
      ...lists,
      wake: () => {
        watch();
        lists.wake?.();
      },
      rest,
      close: () => {
        rest();
        lists.close();
      },
    };
  });
  view.id = "powa-sidebar";
  view.title.icon = powaIcon;
  view.title.caption = trans.__("Workflows");
  pulse.changed.connect(() => {
    if (view.isVisible) view.opened?.look();
  });
  addDrag(view.node);
  app.shell.add(view, "left", { rank: 300 });
  restorer?.add(view, view.id);
  app.commands.addCommand("powa:show-sidebar", {
    label: trans.__("Show workflows, runs and data"),
    describedBy: { args: { type: "object", properties: {} } },
    isEnabled: () => lab !== null || view.isAttached,
    execute: () => app.shell.activateById(view.id),
  });
}
