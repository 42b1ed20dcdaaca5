// SQL in cells that begin with %%powa_sql or %%sql: their language is SQL, the line of the magic stands out.
import { defineLanguageFacet, Language, language, languageDataProp } from "@codemirror/language";
import { Compartment, type EditorState, type Extension, Prec } from "@codemirror/state";
import { type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { IEditorExtensionRegistry, IEditorLanguageRegistry } from "@jupyterlab/codemirror";
import { type Input, NodeType, Parser, type PartialParse, Tree, type TreeFragment } from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";

const MAGIC = /^%%(?:powa_sql|sql)(?![\w])/;
/** DuckDB's words are nearest to PostgreSQL's. */
const DIALECT = "text/x-pgsql";
/** Characters of the first line that are looked at. */
const LINE = 2_000;

export function isSqlCell(state: EditorState): boolean {
  return MAGIC.test(state.doc.sliceString(0, 20));
}

const data = defineLanguageFacet({ commentTokens: { line: "--", block: { open: "/*", close: "*/" } } });
const CELL = NodeType.define({ id: 0, name: "SqlCell", top: true, props: [[languageDataProp, data]] });
const LINE_OF_MAGIC = NodeType.define({ id: 1, name: "MagicLine", props: [styleTags({ MagicLine: tags.meta })] });

/** Leaves the first line out, and parses all else as SQL. */
class CellParser extends Parser {
  constructor(private readonly sql: Parser) {
    super();
  }

  override createParse(input: Input, _old: readonly TreeFragment[]): PartialParse {
    const end = input.length;
    const line = input.read(0, Math.min(end, LINE)).indexOf("\n");
    const from = line < 0 ? end : line + 1;
    const magic = new Tree(LINE_OF_MAGIC, [], [], line < 0 ? end : line);
    const inner = from < end ? this.sql.startParse(input, [], [{ from, to: end }]) : null;
    return {
      advance: () => {
        const tree = inner ? inner.advance() : Tree.empty;
        return tree && new Tree(CELL, [magic, tree], [0, from], from + tree.length);
      },
      get parsedPos() {
        return inner ? inner.parsedPos : end;
      },
      stopAt: (at) => inner?.stopAt(Math.max(at, from)),
      get stoppedAt() {
        return inner ? inner.stoppedAt : null;
      },
    };
  }
}

/** `load` gives the SQL language; it is asked when the first such cell is seen. */
export function sqlMode(load: () => Promise<Language>): Extension {
  const place = new Compartment();
  let loading: Promise<Language> | null = null;
  const asked = () => {
    loading ??= load().then((sql) => new Language(data, new CellParser(sql.parser), [], "sql"));
    return loading;
  };
  const watching = ViewPlugin.fromClass(
    class {
      private shown = false;
      private gone = false;
      constructor(view: EditorView) {
        this.look(view);
      }
      update(update: ViewUpdate) {
        if (update.docChanged) this.look(update.view);
      }
      destroy() {
        this.gone = true;
      }
      /** Puts the language in, or takes it out: later, since an editor that is being changed takes no change. */
      private look(view: EditorView) {
        if (isSqlCell(view.state) === this.shown) return;
        this.shown = !this.shown;
        asked().then(
          (sql) => {
            if (this.gone) return;
            // The first language that an editor is given counts: here in front of Python's.
            const wanted = this.shown ? Prec.highest(language.of(sql)) : [];
            view.dispatch({ effects: place.reconfigure(wanted) });
          },
          (error: unknown) => console.warn("SQL cells are shown without colours:", error),
        );
      }
    },
  );
  return [place.of([]), watching];
}

/** Teaches every code editor of the page. */
export function addSqlMode(extensions: IEditorExtensionRegistry, languages: IEditorLanguageRegistry): void {
  const mode = sqlMode(async () => {
    const known = await languages.getLanguage(DIALECT);
    if (!known?.support) throw new Error(`There is no language for ${DIALECT}.`);
    return known.support.language;
  });
  extensions.addExtension({
    name: "jupyter-powa:sql",
    factory: ({ inline }) => (inline === false ? null : { instance: () => mode, reconfigure: () => null }),
  });
}
