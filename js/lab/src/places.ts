// Where the commands are found: the palette, the launcher, and the menus of a right click.
import type { ICommandPalette } from "@jupyterlab/apputils";
import type { ILauncher } from "@jupyterlab/launcher";
import { ACTIONS, CATEGORY } from "./commands";
import type { Home } from "./home";

const MENU: Record<string, readonly string[]> = {
  workflow: [
    "powa:open-workflow",
    "powa:run-workflow",
    "powa:insert-code",
    "powa:rename-workflow",
    "powa:duplicate-workflow",
    "powa:export-workflow",
    "powa:save-as-file",
    "powa:delete-workflow",
  ],
  execution: ["powa:open-workflow", "powa:stop-execution"],
  agent: ["powa:insert-code"],
  source: ["powa:insert-code"],
  dataset: ["powa:insert-code"],
};

export function addPlaces(
  { app }: Home,
  palette: ICommandPalette | null,
  launcher: ILauncher | null,
  more: readonly string[],
): void {
  const offered = Object.keys(ACTIONS).filter((command) => ACTIONS[command]?.palette);
  for (const command of [...offered, ...more]) {
    palette?.addItem({ command, category: CATEGORY, args: { isPalette: true } });
  }
  launcher?.add({ command: "powa:new-workflow", category: CATEGORY, categoryRank: 10, rank: 0 });
  for (const [kind, commands] of Object.entries(MENU)) {
    const selector = `[data-powa-kind="${kind}"]`;
    for (const [rank, command] of commands.entries()) {
      app.contextMenu.addItem({ command, selector, rank, args: { menu: true } });
    }
  }
}
