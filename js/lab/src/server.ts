// What the panels ask of the server: JSON there and back, and errors in its words.
import type { ServerConnection } from "@jupyterlab/services";
import { request } from "./page";

export class ServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export function asking(settings: ServerConnection.ISettings): Ask {
  return async <T>(method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await request(settings, path, init);
    const text = await response.text();
    if (!response.ok) throw new ServerError(response.status, wordsOf(text, response.status));
    return (text ? JSON.parse(text) : null) as T;
  };
}

function wordsOf(text: string, status: number): string {
  const known = `The server answered ${status}.`;
  try {
    const { error, message, detail } = JSON.parse(text);
    return [error, message, detail].find((words) => typeof words === "string" && words) ?? known;
  } catch {
    return known;
  }
}
