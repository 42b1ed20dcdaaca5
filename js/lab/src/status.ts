// The status bar's item: the copilot's model, how many runs there are, and a way to stop them.
import type { IStatusBar } from "@jupyterlab/statusbar";
import { Widget } from "@lumino/widgets";
import type { Home } from "./home";
import type { Pulse } from "./pulse";

const SETTINGS = "/api/copilot/settings/model";

class StatusItem extends Widget {
  private readonly open = document.createElement("button");
  private readonly stop = document.createElement("button");
  private model = "";

  constructor(private readonly home: Home) {
    super();
    this.addClass("powa-lab-status");
    const { app, trans } = home;
    this.open.onclick = () => void app.commands.execute("powa:show-sidebar");
    this.stop.onclick = () => void app.commands.execute("powa:stop-all");
    this.stop.textContent = "■";
    this.stop.title = trans.__("Stop all runs");
    this.stop.setAttribute("aria-label", this.stop.title);
    this.node.append(this.open, this.stop);
    home.pulse.changed.connect(this.draw, this);
    this.draw();
  }

  override dispose(): void {
    this.home.pulse.changed.disconnect(this.draw, this);
    super.dispose();
  }

  /** The model is asked for when the server has answered first, and when somebody may have chosen another. */
  async look(): Promise<void> {
    try {
      this.model = (await this.home.ask<{ model: string }>("GET", SETTINGS)).model;
    } catch {
      this.model = "";
    }
    this.draw();
  }

  private draw(): void {
    const { pulse, trans } = this.home;
    this.open.textContent = said(pulse, this.model, trans.__.bind(trans));
    this.open.title = trans.__("Show workflows, runs and data");
    this.stop.hidden = pulse.running.length === 0;
  }
}

export function said(
  { health, running }: Pick<Pulse, "health" | "running">,
  model: string,
  say: (text: string, ...more: string[]) => string,
): string {
  if (health === "absent") return say("Powa: not running in this server");
  if (health === "silent") return say("Powa: the server does not answer");
  const runs = running.length ? say("%1 running", String(running.length)) : "";
  return ["Powa", model, runs].filter(Boolean).join(" · ");
}

export function addStatus(home: Home, bar: IStatusBar): void {
  const item = new StatusItem(home);
  bar.registerStatusItem("jupyter-powa:status", { item, align: "left", rank: 90 });
  const first = () => {
    if (home.pulse.health !== "well") return;
    home.pulse.changed.disconnect(first);
    void item.look();
  };
  home.pulse.changed.connect(first);
  window.addEventListener("focus", () => void (home.pulse.health === "well" && item.look()));
}
