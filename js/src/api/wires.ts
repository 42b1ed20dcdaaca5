// Several wires as one: the widget's own kernel first, the server where the kernel is gone.
import { type Wire, WireError } from "./wire";

const NOBODY = new Set(["KERNEL_SILENT", "KERNEL_GONE"]);

/** Whether nobody was there to answer, so that another wire may. */
export function isNobody(error: unknown): boolean {
  return error instanceof WireError && NOBODY.has(error.code);
}

/** The first answer of a wire that has somebody at its other end. */
export async function ask<T>(wires: readonly Wire[], call: (wire: Wire) => Promise<T>): Promise<T> {
  let silent: unknown = new Error("There is nobody to ask.");
  for (const wire of wires) {
    try {
      return await call(wire);
    } catch (error) {
      if (!isNobody(error)) throw error;
      silent = error;
    }
  }
  throw silent;
}

/** The wires with that one first. */
export function firstOf(wires: readonly Wire[], name: Wire["name"] | null): Wire[] {
  return [...wires].sort((a, b) => Number(b.name === name) - Number(a.name === name));
}

/** What went wrong, in words. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
