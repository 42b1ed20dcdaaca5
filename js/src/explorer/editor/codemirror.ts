// The SQL editor: CodeMirror with the source's dialect, our completion, and errors underlined where they are.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { language } from "./dialect";
import type { Editor, EditorOptions, Mark } from "./port";
import { theme } from "./theme";

const HINT = "select …    Shift+Enter runs the statement at the cursor, Ctrl+Space completes";
const WORD = /^[\p{L}\p{N}_$"`]*$/u;

export class SqlEditor implements Editor {
  private readonly view: EditorView;
  private readonly states = new Map<string, EditorState>();
  private readonly speech = new Compartment();
  private readonly kinds = new Map<string, string>();
  private id = "";

  constructor(
    parent: HTMLElement,
    private readonly options: EditorOptions,
  ) {
    this.view = new EditorView({ parent, state: EditorState.create({ doc: "" }) });
  }

  show(id: string, text: string, kind: string): void {
    if (id !== this.id) {
      if (this.id) this.states.set(this.id, this.view.state);
      this.id = id;
      this.view.setState(this.states.get(id) ?? this.fresh(id, text, kind));
    }
    if (this.kinds.get(id) !== kind) {
      this.kinds.set(id, kind);
      this.view.dispatch({ effects: this.speech.reconfigure(language(kind)) });
    }
    const now = this.view.state.doc.toString();
    if (now !== text) this.view.dispatch({ changes: { from: 0, to: now.length, insert: text } });
  }

  drop(id: string): void {
    this.states.delete(id);
    this.kinds.delete(id);
    if (this.id === id) this.id = "";
  }

  selection(): { from: number; to: number } {
    const { from, to } = this.view.state.selection.main;
    return { from, to };
  }

  replace(from: number, to: number, text: string): void {
    this.view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length } });
  }

  insert(text: string): void {
    this.view.dispatch(this.view.state.replaceSelection(text), { scrollIntoView: true });
    this.focus();
  }

  go(at: number): void {
    const anchor = Math.min(at, this.view.state.doc.length);
    this.view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.focus();
  }

  mark(marks: Mark[]): void {
    const last = this.view.state.doc.length;
    const within = marks.filter(({ from }) => from <= last);
    const diagnostics = within.map(({ from, to, text }) => ({
      from,
      to: Math.min(last, to),
      severity: "error" as const,
      message: text,
    }));
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  private fresh(id: string, text: string, kind: string): EditorState {
    this.kinds.set(id, kind);
    return EditorState.create({
      doc: text,
      extensions: [this.keys(), this.speech.of(language(kind)), this.listening(id), ...this.rest()],
    });
  }

  private rest(): Extension[] {
    return [
      theme,
      history(),
      lineNumbers(),
      drawSelection(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      bracketMatching(),
      closeBrackets(),
      placeholder(HINT),
      autocompletion({ override: [this.suggest], maxRenderedOptions: 60, activateOnTypingDelay: 60 }),
      EditorView.contentAttributes.of({ "aria-label": "SQL editor", tabindex: "0" }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    ];
  }

  private keys(): Extension {
    const run = (all: boolean) => (view: EditorView) => {
      closeCompletion(view);
      this.options.onRun(all);
      return true;
    };
    const leave = (view: EditorView) => {
      if (completionStatus(view.state)) return false;
      this.options.onEscape();
      return true;
    };
    const format = () => {
      this.options.onFormat();
      return true;
    };
    return Prec.highest(
      keymap.of([
        { key: "Mod-Shift-Enter", run: run(true) },
        { key: "Shift-Enter", run: run(false) },
        { key: "Mod-Enter", run: run(false) },
        { key: "Shift-Alt-f", run: format },
        { key: "Escape", run: leave },
      ]),
    );
  }

  private listening(id: string): Extension {
    return EditorView.updateListener.of((update) => {
      if (update.docChanged) this.options.onChange(id, update.state.doc.toString());
    });
  }

  private readonly suggest = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    const found = await this.options.complete(text, context.pos, context.explicit).catch(() => null);
    if (!found || context.aborted) return null;
    const options: Completion[] = found.options.map((option) => ({ ...option }));
    return { from: found.from, options, validFor: WORD };
  };
}
