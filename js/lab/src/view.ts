// A widget that shows a view of a bundle: it is fetched when somebody looks first, and rests while nobody does.
import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";

/** What a bundle's `open` gives. */
export interface Opened {
  close(): void;
  rest?(): void;
  wake?(): void;
}

export class View<T extends Opened> extends Widget {
  /** What is shown; null until it is there. */
  opened: T | null = null;
  private opening = false;

  constructor(private readonly draw: (element: HTMLElement) => Promise<T>) {
    super();
    this.addClass("powa-lab-view");
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.opened?.close();
    this.opened = null;
    super.dispose();
  }

  protected override onAfterAttach(_: Message): void {
    if (this.isVisible) this.shown();
  }

  protected override onAfterShow(_: Message): void {
    this.shown();
  }

  protected override onBeforeHide(_: Message): void {
    this.opened?.rest?.();
  }

  protected override onActivateRequest(_: Message): void {
    this.node.tabIndex = -1;
    if (!this.node.contains(document.activeElement)) this.node.focus();
  }

  private shown(): void {
    if (this.opened) this.opened.wake?.();
    else void this.load();
  }

  private async load(): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    this.say("Loading the view…", "status");
    try {
      const element = document.createElement("div");
      element.className = "powa-lab-view";
      const opened = await this.draw(element);
      if (this.isDisposed) return opened.close();
      this.node.replaceChildren(element);
      this.opened = opened;
    } catch (error) {
      const retry = document.createElement("button");
      retry.className = "jp-mod-styled jp-mod-accept";
      retry.textContent = "Try again";
      retry.onclick = () => void this.load();
      this.say(`This view could not be loaded. ${error instanceof Error ? error.message : error}`, "alert", retry);
    } finally {
      this.opening = false;
    }
  }

  private say(text: string, role: string, ...more: HTMLElement[]): void {
    const note = document.createElement("div");
    note.className = "powa-lab-note";
    note.setAttribute("role", role);
    const words = document.createElement("p");
    words.textContent = text;
    note.append(words, ...more);
    this.node.replaceChildren(note);
  }
}
