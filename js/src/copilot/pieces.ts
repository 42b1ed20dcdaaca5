// Text that grows, cut into pieces that are finished and one that is not: drawing it costs what came, not what is there.

export interface Growing {
  /** Whole paragraphs, lists, fences: nothing that comes later changes how they look. */
  done: readonly string[];
  /** What may still change with the next word. */
  tail: string;
  /** Up to where the tail's lines were looked at. */
  seen: number;
  /** The fence that is open in the tail. */
  fence: string | null;
  /** Whether the last line that was looked at was empty. */
  blank: boolean;
}

export const NO_TEXT: Growing = { done: [], tail: "", seen: 0, fence: null, blank: false };

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** A line like this may belong to the list, quote or table before it. */
const GOES_ON = /^(\s|[-+*>|]|\d+[.)])/;

/** The text with more at its end. */
export function grow(text: Growing, more: string): Growing {
  const tail = text.tail + more;
  if (!more.includes("\n")) return { ...text, tail };
  let { seen, fence, blank } = text;
  let from = 0;
  const found: string[] = [];
  for (let end = tail.indexOf("\n", seen); end >= 0; end = tail.indexOf("\n", seen)) {
    const line = tail.slice(seen, end);
    if (blank && !fence && line.trim() && !GOES_ON.test(line) && seen > from) {
      found.push(tail.slice(from, seen));
      from = seen;
    }
    fence = afterLine(fence, line);
    blank = !fence && !line.trim();
    seen = end + 1;
  }
  if (!found.length) return { ...text, tail, seen, fence, blank };
  return { done: [...text.done, ...found], tail: tail.slice(from), seen: seen - from, fence, blank };
}

function afterLine(fence: string | null, line: string): string | null {
  const mark = FENCE.exec(line)?.[1];
  if (!fence) return mark ?? null;
  const closes = mark?.startsWith(fence) && line.trim() === mark;
  return closes ? null : fence;
}

/** Text that is whole already. */
export function whole(text: string): Growing {
  return grow(NO_TEXT, text);
}

export function textOf({ done, tail }: Growing): string {
  return done.join("") + tail;
}
