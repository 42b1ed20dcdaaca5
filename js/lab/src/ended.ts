// Tells of long runs that have ended while the user looked elsewhere.
import { Notification } from "@jupyterlab/apputils";
import type { ExecutionRow } from "../../src/model/types";
import { type Home, openPanel } from "./home";
import { ended } from "./pulse";

export function tellOfLongRuns(home: Home, least: () => number): void {
  home.pulse.changed.connect((pulse, before) => {
    for (const row of ended(before, pulse.glance, least() * 1_000)) tell(home, row);
  });
}

function tell(home: Home, row: ExecutionRow): void {
  const { trans } = home;
  const open = () => void openPanel(home, row.workflow_id, row.workflow_name);
  const options = { actions: [{ label: trans.__("Open"), callback: open }] };
  if (row.status === "completed")
    Notification.success(trans.__("%1: the run succeeded.", row.workflow_name), { ...options, autoClose: 8_000 });
  else Notification.error(trans.__("%1: the run failed.", row.workflow_name), { ...options, autoClose: false });
}
