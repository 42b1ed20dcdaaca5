// Every action as a command: the palette, menus, the launcher, shortcuts and the sidebar all call these.
import { Clipboard, Notification, showErrorMessage } from "@jupyterlab/apputils";
import type { CommandRegistry } from "@lumino/commands";
import { codeOf } from "./code";
import { newFile, saveAsFile } from "./file";
import { type Home, openPanel } from "./home";
import { powaIcon } from "./icon";
import { insertAtActive } from "./panels";

export const CATEGORY = "Powa";

type Args = CommandRegistry.CommandFunc<unknown> extends (args: infer A) => unknown ? A : never;

/** What a command is about: what it was given, the row that was right-clicked, or the workflow that is looked at. */
interface Target {
  kind: string;
  id: string;
  name: string;
}

function rowOf({ app }: Home): Target | null {
  const row = app.contextMenuHitTest((node) => node.dataset.powaKind !== undefined);
  const { powaKind = "", powaId = "", powaName = "" } = row?.dataset ?? {};
  return row ? { kind: powaKind, id: powaId, name: powaName } : null;
}

export function targetOf(home: Home, args: Args): Target | null {
  if (typeof args.id === "string") return { kind: String(args.kind ?? ""), id: args.id, name: String(args.name ?? "") };
  if (args.menu) return rowOf(home);
  const id = home.current();
  return id ? { kind: "workflow", id, name: nameOf(home, id) } : null;
}

function nameOf({ pulse, panels }: Home, id: string): string {
  const row = pulse.glance.workflows.find((one) => one.id === id);
  return row?.name ?? panels.find((one) => one.workflowId === id)?.title.label ?? "";
}

interface Action {
  label: string;
  caption?: string;
  /** Also offered in the palette. */
  palette: boolean;
  /** About a workflow, a run or another thing: not to be had without one. */
  needs: boolean;
  failed: string;
  icon?: boolean;
  do(home: Home, target: Target, args: Args): Promise<unknown> | unknown;
}

const NOTHING: Target = { kind: "", id: "", name: "" };

function workflowOf({ pulse }: Home, execution: string): string {
  return pulse.glance.executions.find(({ id }) => id === execution)?.workflow_id ?? "";
}

async function opened(home: Home, id: string | null): Promise<unknown> {
  if (!id) return null;
  void home.pulse.refresh();
  return openPanel(home, id);
}

async function removed(home: Home, { id, name }: Target): Promise<void> {
  if (!(await home.deeds.remove(id, name))) return;
  home.panels.find((one) => one.workflowId === id)?.dispose();
  await home.pulse.refresh();
}

async function inserted({ trans }: Home, { kind, id, name }: Target): Promise<void> {
  const code = codeOf(kind, id, name);
  if (code === null || (await insertAtActive(code))) return;
  Clipboard.copyToSystem(code);
  Notification.info(trans.__("No notebook is open: the code is in the clipboard."), { autoClose: 4_000 });
}

export const ACTIONS: Record<string, Action> = {
  "powa:new-workflow": {
    label: "New workflow…",
    caption: "Makes an empty workflow and opens it in the editor",
    palette: true,
    needs: false,
    icon: true,
    failed: "The workflow could not be made",
    do: async (home) => opened(home, await home.deeds.create()),
  },
  "powa:new-file": {
    label: "New workflow file",
    caption: "Makes an empty .powa.json file and opens it in the editor",
    palette: true,
    needs: false,
    failed: "The file could not be made",
    do: (home, _, args) => newFile(home, typeof args.cwd === "string" ? args.cwd : ""),
  },
  "powa:open-workflow": {
    label: "Open",
    caption: "Opens the workflow in the editor",
    palette: false,
    needs: true,
    failed: "The workflow could not be opened",
    do: (home, { kind, id, name }) => openPanel(home, kind === "execution" ? workflowOf(home, id) : id, name),
  },
  "powa:import-workflow": {
    label: "Import workflow…",
    caption: "Makes a workflow of an exported file",
    palette: true,
    needs: false,
    failed: "The workflow could not be imported",
    do: async (home) => opened(home, await home.deeds.upload()),
  },
  "powa:rename-workflow": {
    label: "Rename workflow…",
    palette: true,
    needs: true,
    failed: "The workflow could not be renamed",
    do: async (home, { id, name }) => (await home.deeds.rename(id, name)) && home.pulse.refresh(),
  },
  "powa:duplicate-workflow": {
    label: "Duplicate workflow",
    palette: true,
    needs: true,
    failed: "The workflow could not be copied",
    do: async (home, { id }) => opened(home, await home.deeds.duplicate(id)),
  },
  "powa:delete-workflow": {
    label: "Delete workflow…",
    palette: true,
    needs: true,
    failed: "The workflow could not be deleted",
    do: removed,
  },
  "powa:export-workflow": {
    label: "Export workflow",
    caption: "Downloads the workflow as a file",
    palette: true,
    needs: true,
    failed: "The workflow could not be exported",
    do: (home, { id }) => home.deeds.download(id),
  },
  "powa:save-as-file": {
    label: "Save workflow as a file…",
    caption: "Writes the workflow to a .powa.json file beside your notebooks, and opens it",
    palette: true,
    needs: true,
    failed: "The workflow could not be saved as a file",
    do: (home, { id }) => saveAsFile(home, id),
  },
  "powa:run-workflow": {
    label: "Run workflow",
    caption: "Runs the workflow with its own variables",
    palette: true,
    needs: true,
    failed: "The workflow could not be run",
    do: async (home, { id }) => {
      await home.deeds.run(id);
      await home.pulse.refresh();
    },
  },
  "powa:insert-code": {
    label: "Insert as a cell",
    caption: "Inserts a cell that shows it, below the active cell of the notebook that was used last",
    palette: false,
    needs: true,
    failed: "The cell could not be inserted",
    do: inserted,
  },
  "powa:stop-execution": {
    label: "Stop run",
    palette: false,
    needs: true,
    failed: "The run could not be stopped",
    do: async (home, { id }) => {
      await home.deeds.stop(id);
      await home.pulse.refresh();
    },
  },
  "powa:stop-all": {
    label: "Stop all runs",
    palette: true,
    needs: false,
    failed: "Not every run could be stopped",
    do: async (home) => {
      const asked = await Promise.allSettled(home.pulse.running.map(({ id }) => home.deeds.stop(id)));
      await home.pulse.refresh();
      const refused = asked.find((one) => one.status === "rejected");
      if (refused) throw refused.reason;
    },
  },
};

function describe(home: Home, action: Action): CommandRegistry.ICommandOptions {
  const { trans } = home;
  const text = { type: "string" };
  return {
    label: trans.__(action.label),
    caption: trans.__(action.caption ?? ""),
    icon: (args) => (action.icon && !args.isPalette ? powaIcon : undefined),
    describedBy: {
      args: { type: "object", properties: { id: text, kind: text, name: text, menu: { type: "boolean" } } },
    },
    isEnabled: (args) => !action.needs || targetOf(home, args) !== null,
    execute: async (args) => {
      const target = action.needs ? targetOf(home, args) : NOTHING;
      if (!target) return;
      try {
        return await action.do(home, target, args);
      } catch (error) {
        await showErrorMessage(trans.__(action.failed), error as Error);
      }
    },
  };
}

export function addCommands(home: Home): void {
  for (const [id, action] of Object.entries(ACTIONS)) home.app.commands.addCommand(id, describe(home, action));
}
