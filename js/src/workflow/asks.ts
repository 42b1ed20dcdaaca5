// Questions that one wire can answer better than another.
import * as client from "../api/client";
import { type Wire, WireError } from "../api/wire";
import { firstOf, words } from "../api/wires";

/** Stops a run, by the wire that told of it first; resolves to why it could not be stopped, or null. */
export async function stopped(wires: Wire[], via: Wire["name"] | null, executionId: string): Promise<string | null> {
  let problem: string | null = null;
  for (const wire of firstOf(wires, via)) {
    try {
      await client.cancelExecution(wire, executionId);
      return null;
    } catch (error) {
      problem ??= words(error);
    }
  }
  return problem;
}

/** By the server, where it has the workflow: it knows its own address. */
export async function armed(wires: Wire[], id: string): Promise<client.Armed> {
  const [first, ...others] = firstOf(wires, "http");
  if (!first) throw new Error("There is nobody to ask.");
  try {
    return await client.arm(first, id);
  } catch (error) {
    if (!others[0] || !(error instanceof WireError && error.status === 404)) throw error;
    return client.arm(others[0], id);
  }
}
