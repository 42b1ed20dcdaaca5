// A text area with the editor's face: what one types into while CodeMirror is on its way, or where it cannot come.
import type { Editor, EditorOptions, Mark } from "./port";

export class PlainEditor implements Editor {
  private readonly area: HTMLTextAreaElement;
  private id = "";

  constructor(
    parent: HTMLElement,
    private readonly options: EditorOptions,
  ) {
    this.area = document.createElement("textarea");
    this.area.className = "powa-plain-editor";
    this.area.spellcheck = false;
    this.area.setAttribute("aria-label", "SQL editor");
    this.area.addEventListener("input", () => options.onChange(this.id, this.area.value));
    this.area.addEventListener("keydown", this.onKey);
    parent.append(this.area);
  }

  show(id: string, text: string): void {
    this.id = id;
    if (this.area.value !== text) this.area.value = text;
  }

  drop(): void {}

  selection(): { from: number; to: number } {
    return { from: this.area.selectionStart, to: this.area.selectionEnd };
  }

  replace(from: number, to: number, text: string): void {
    this.area.setRangeText(text, from, to, "end");
    this.options.onChange(this.id, this.area.value);
  }

  insert(text: string): void {
    this.replace(this.area.selectionStart, this.area.selectionEnd, text);
    this.focus();
  }

  go(at: number): void {
    this.area.setSelectionRange(at, at);
    this.focus();
  }

  mark(marks: Mark[]): void {
    this.area.setAttribute("aria-invalid", String(marks.length > 0));
  }

  focus(): void {
    this.area.focus();
  }

  destroy(): void {
    this.area.remove();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const wanted = event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey);
    if (wanted) this.options.onRun(event.shiftKey && (event.ctrlKey || event.metaKey));
    else if (event.key === "Escape") this.options.onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
