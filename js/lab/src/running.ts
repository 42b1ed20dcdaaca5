// The runs in JupyterLab's list of what runs.
import type { IRunningSessionManagers } from "@jupyterlab/running";
import { type Home, openPanel } from "./home";
import { powaIcon } from "./icon";

export function addRunning(home: Home, managers: IRunningSessionManagers): void {
  const { pulse, trans, app } = home;
  managers.add({
    name: trans.__("Workflow runs"),
    running: () =>
      pulse.running.map((row) => ({
        open: () => void openPanel(home, row.workflow_id, row.workflow_name),
        shutdown: () => void app.commands.execute("powa:stop-execution", { id: row.id }),
        icon: () => powaIcon,
        label: () => row.workflow_name,
        labelTitle: () => trans.__("Started %1", new Date(row.created_at).toLocaleString()),
        detail: () => row.status,
      })),
    shutdownAll: () => void app.commands.execute("powa:stop-all"),
    refreshRunning: () => void pulse.refresh(),
    runningChanged: pulse.changed,
    shutdownLabel: trans.__("Stop run"),
    shutdownAllLabel: trans.__("Stop all runs"),
    shutdownAllConfirmationText: trans.__("Stop every run of every workflow?"),
  });
}
