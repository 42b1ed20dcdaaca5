// Undo and redo over whole values. What is typed into one field in one go is one step.

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What the last step was about, and when: a next one about the same is the same step. */
  about: string;
  at: number;
}

const LONGEST = 200;
/** Milliseconds within which steps about the same thing are one. */
const TOGETHER = 1_500;

export function beginning<T>(now: T): History<T> {
  return { past: [], now, future: [], about: "", at: 0 };
}

/** `about`: empty for a step of its own. */
export function recorded<T>(history: History<T>, next: T, about: string, at: number): History<T> {
  if (next === history.now) return history;
  const same = about !== "" && about === history.about && at - history.at < TOGETHER;
  const past = same ? history.past : [...history.past, history.now].slice(-LONGEST);
  return { past, now: next, future: [], about, at };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], about: "", at: 0 };
}

export function redone<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, about: "", at: 0 };
}
