// Where the statements of a text begin and end: semicolons count but within quotes, dollar quotes and comments.

/** A part of a text. */
export interface Piece {
  from: number;
  to: number;
  text: string;
}

/** What hides a semicolon; each from its opening on. */
const HIDING =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|;/g;

/** The statements of a text, without their semicolons and the space about them. */
export function statements(text: string, offset = 0): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const end = (to: number) => {
    const piece = text.slice(from, to);
    const lead = piece.length - piece.trimStart().length;
    const trimmed = piece.trim();
    if (blank(trimmed)) return;
    const start = offset + from + lead;
    pieces.push({ from: start, to: start + trimmed.length, text: trimmed });
  };
  for (const match of text.matchAll(HIDING)) {
    if (match[0] !== ";") continue;
    end(match.index);
    from = match.index + 1;
  }
  end(text.length);
  return pieces;
}

/** Nothing but comments. */
function blank(text: string): boolean {
  return text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, "").trim() === "";
}

/** The statement that the cursor is in, or behind. */
export function statementAt(text: string, cursor: number): Piece | null {
  const all = statements(text);
  const inside = all.find((piece) => cursor >= piece.from && cursor <= piece.to + 1);
  return inside ?? all.filter((piece) => piece.to <= cursor).at(-1) ?? all[0] ?? null;
}

/** What is run: the selection, else the statement at the cursor; or all of it. */
export function toRun(text: string, from: number, to: number, all: boolean): Piece[] {
  if (all) return statements(text);
  if (to > from) return statements(text.slice(from, to), from);
  const here = statementAt(text, from);
  return here ? [here] : [];
}

/** Where an error of a statement is in the whole text, as far as it is told: the word there, else the statement. */
export function spotted(
  text: string,
  piece: Piece,
  spot: { line?: number | null; column?: number | null; position?: number | null },
): { from: number; to: number } {
  const lines = piece.text.split("\n");
  let at: number | null = null;
  if (typeof spot.position === "number") at = spot.position;
  else if (typeof spot.line === "number" && spot.line >= 1 && spot.line <= lines.length) {
    const before = lines.slice(0, spot.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    at = before + Math.max(0, (spot.column ?? 1) - 1);
  }
  if (at === null || at < 0) return { from: piece.from, to: piece.to };
  const from = Math.min(piece.from + at, piece.to - 1);
  const word = /^(?:[\w$]+|"[^"\n]*"|`[^`\n]*`|'[^'\n]*'|\S)/.exec(text.slice(from, piece.to))?.[0].length ?? 1;
  return { from, to: Math.min(piece.to, from + Math.max(1, word)) };
}

const CHANGES = /^\s*(create|drop|alter|attach|detach|rename|comment|import|load|use|truncate)\b/i;

/** Whether a statement may change what the tree shows. */
export function changesSchema(sql: string): boolean {
  return CHANGES.test(sql.replace(/^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, ""));
}
