// The JupyterLab extension: a launcher card and a command for the demo, and the link that the widgets use.
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, showErrorMessage } from "@jupyterlab/apputils";
import { IEditorExtensionRegistry, IEditorLanguageRegistry } from "@jupyterlab/codemirror";
import { ILauncher } from "@jupyterlab/launcher";
import { demoPath } from "./demo";
import { powaIcon } from "./icon";
import { publish } from "./page";
import { known } from "./panels";
import { pictures } from "./picture";
import { panels } from "./plugins";
import { addSqlMode } from "./sqlMode";

const OPEN_DEMO = "jupyter_powa:open-demo";
const CATEGORY = "Powa";

function activate(app: JupyterFrontEnd, launcher: ILauncher | null, palette: ICommandPalette | null): void {
  const settings = app.serviceManager.serverSettings;
  publish(settings);
  app.docRegistry.addWidgetExtension("Notebook", pictures);
  app.docRegistry.addWidgetExtension("Notebook", known);
  app.commands.addCommand(OPEN_DEMO, {
    label: (args) => (args.isPalette ? "Open the workflow demo" : "Workflow demo"),
    caption: "Opens a notebook that builds, runs and watches a workflow",
    icon: (args) => (args.isPalette ? undefined : powaIcon),
    describedBy: { args: { type: "object", properties: { isPalette: { type: "boolean" } } } },
    execute: async () => {
      try {
        return await app.commands.execute("docmanager:open", { path: await demoPath(settings) });
      } catch (error) {
        await showErrorMessage("The workflow demo could not be opened", error as Error);
      }
    },
  });
  launcher?.add({ command: OPEN_DEMO, category: CATEGORY, categoryRank: 10, rank: 1 }); // after Notebook
  palette?.addItem({ command: OPEN_DEMO, category: CATEGORY, args: { isPalette: true } });
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: "jupyter-powa:plugin",
  description: "Workflows in JupyterLab: the demo, and the link between the widgets and the server.",
  autoStart: true,
  optional: [ILauncher, ICommandPalette],
  activate,
};

const sqlCells: JupyterFrontEndPlugin<void> = {
  id: "jupyter-powa:sql-cells",
  description: "SQL in colours in cells that begin with %%powa_sql or %%sql.",
  autoStart: true,
  requires: [IEditorExtensionRegistry, IEditorLanguageRegistry],
  activate: (_app: JupyterFrontEnd, extensions: IEditorExtensionRegistry, languages: IEditorLanguageRegistry) =>
    addSqlMode(extensions, languages),
};

export default [plugin, panels, sqlCells];
