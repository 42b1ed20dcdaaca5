// The plugins of panels: each takes what the application offers, and goes without what it does not.
import { ILabShell, ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";
import { IRunningSessionManagers } from "@jupyterlab/running";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { IStatusBar } from "@jupyterlab/statusbar";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { addChat } from "./chat";
import { addCommands } from "./commands";
import { tellOfLongRuns } from "./ended";
import { addFiles } from "./file";
import { home } from "./home";
import { addPlaces } from "./places";
import { addRunning } from "./running";
import { addSidebar } from "./sidebar";
import { addStatus } from "./status";

const ID = "jupyter-powa:panels";
/** Seconds after which the end of a run is told, where no setting says otherwise. */
const LONG = 30;

/** The setting as it is now. */
function longRuns(registry: ISettingRegistry | null): () => number {
  let seconds = LONG;
  registry?.load(ID).then(
    (settings) => {
      const read = () => {
        seconds = Number(settings.composite.longRun ?? LONG);
      };
      settings.changed.connect(read);
      read();
    },
    (error: unknown) => console.warn("The settings of jupyter-powa could not be read:", error),
  );
  return () => seconds;
}

export const panels: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: "Workflows in panels: the editor, the sidebar, the chat, files, the status bar, notifications.",
  autoStart: true,
  optional: [
    ITranslator,
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    IStatusBar,
    IRunningSessionManagers,
    ISettingRegistry,
  ],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    shell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    bar: IStatusBar | null,
    managers: IRunningSessionManagers | null,
    registry: ISettingRegistry | null,
  ) => {
    const own = home(app, (translator ?? nullTranslator).load("jupyter_powa"), shell !== null);
    addCommands(own);
    addFiles(own, restorer);
    addSidebar(own, restorer, shell);
    addChat(own, restorer, shell);
    addPlaces(own, palette, launcher, ["powa:show-sidebar", "powa:open-chat"]);
    if (bar) addStatus(own, bar);
    if (managers) addRunning(own, managers);
    tellOfLongRuns(own, longRuns(registry));
    void restorer?.restore(own.panels, {
      command: "powa:open-workflow",
      args: ({ workflowId, title }) => ({ id: workflowId, name: title.label }),
      name: ({ workflowId }) => workflowId,
    });
  },
};
