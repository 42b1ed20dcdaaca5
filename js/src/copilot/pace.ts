// When things happen: events are folded once a frame, and a turn that nobody tells of is looked for again and again.
import * as api from "../api/copilot";
import { type Wire, WireError } from "../api/wire";
import type { ChatEvent } from "../model/types";

export const PACE = {
  /** A page that is not seen has no frames: its events wait this long. */
  frameMs: 250,
  firstWaitMs: 500,
  longestWaitMs: 5_000,
  /** A wire that tells nothing for so long does not know of the turn. */
  nobodyMs: 3_000,
};

/** Once, before the page is drawn next. */
export function nextFrame(run: () => void, longestMs: number): void {
  let waits = true;
  const once = () => {
    if (waits) run();
    waits = false;
  };
  globalThis.requestAnimationFrame?.(once);
  setTimeout(once, longestMs);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The words of an error that says that a conversation is there no more; undefined for any other one. */
export function isGone(error: unknown): string | undefined {
  return error instanceof WireError && error.status === 404 ? error.message : undefined;
}

/** Follows the turn on all wires until the one that tells of it is through; null where none tells of it. */
export function followTurn(
  wires: readonly Wire[],
  id: string,
  hear: (event: ChatEvent, via: Wire["name"]) => void,
  signal: AbortSignal,
  nobodyMs: number,
): Promise<Wire["name"] | null> {
  return new Promise((resolve) => {
    const over = new AbortController();
    let teller: Wire["name"] | null = null;
    let left = wires.length;
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      over.abort();
      resolve(teller);
    };
    const timer = setTimeout(() => teller ?? finish(), nobodyMs);
    signal.addEventListener("abort", finish);
    for (const wire of wires) {
      const listen = (event: ChatEvent) => {
        teller ??= wire.name;
        if (teller === wire.name && !over.signal.aborted) hear(event, wire.name);
      };
      const end = () => {
        left -= 1;
        if (teller === wire.name || (!left && !teller)) finish();
      };
      api.followTurn(wire, id, listen, over.signal).then(end, end);
    }
  });
}
