// Asks the server to put the demo notebook beside the user's files, and says where it is.
import type { ServerConnection } from "@jupyterlab/services";
import { request } from "./page";

export async function demoPath(settings: ServerConnection.ISettings): Promise<string> {
  const response = await request(settings, "/api/powa/demo", { method: "POST", body: "{}" });
  const answer = (await response.json().catch(() => ({}))) as { path?: string; error?: string; message?: string };
  if (!response.ok || !answer.path) {
    throw new Error(answer.error ?? answer.message ?? `The server answered ${response.status} and no path.`);
  }
  return answer.path;
}
