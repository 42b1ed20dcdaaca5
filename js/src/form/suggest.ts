// Which references fit what is being typed: from a `<` on.

export interface Offer {
  /** Where the word begins that is replaced. */
  from: number;
  choices: string[];
}

const MOST = 12;

export function offer(text: string, at: number, references: readonly string[]): Offer | null {
  const from = text.lastIndexOf("<", at - 1);
  if (from < 0) return null;
  const typed = text.slice(from, at);
  if (/[>\n]/.test(typed)) return null;
  const wanted = typed.slice(1).toLowerCase();
  const choices = references.filter((one) => one.toLowerCase().includes(wanted)).slice(0, MOST);
  return choices.length ? { from, choices } : null;
}

export function taken(text: string, at: number, from: number, choice: string): { text: string; at: number } {
  const after = text.slice(at).replace(/^[^<>\n]*>/, (rest) => (/^[\w. -]*>$/.test(rest) ? "" : rest));
  return { text: text.slice(0, from) + choice + after, at: from + choice.length };
}
