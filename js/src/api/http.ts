// The way to the Jupyter server: through the request function that the labextension published (sign-in, XSRF).
import { createParser } from "eventsource-parser";
import { type Asking, toError, type Wire } from "./wire";

const ARROW = "application/vnd.apache.arrow.stream";

/** What the labextension puts on the page under `Symbol.for("jupyter_powa")`. */
export interface Page {
  bundleUrl(name: string, hash: string): string;
  http: { baseUrl: string; request(path: string, init: RequestInit): Promise<Response> };
  /** A new cell below the one that `near` stands in. */
  insertCell?(code: string, near: HTMLElement): Promise<void>;
  /** Draws what a notebook's output could hold, a chart for example. */
  renderMime?(mime: string, data: unknown, element: HTMLElement): Promise<void>;
}

export function page(): Page | null {
  return ((globalThis as Record<symbol, unknown>)[Symbol.for("jupyter_powa")] as Page | undefined) ?? null;
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return { error: text.slice(0, 300) };
  }
}

export class HttpWire implements Wire {
  readonly name = "http";

  constructor(private readonly http: Page["http"]) {}

  async request(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<unknown> {
    const response = await this.http.request(path, { ...this.init(method, body), signal: asking.signal });
    const answer = await json(response);
    if (!response.ok) throw toError(response.status, answer);
    return answer;
  }

  async bytes(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<ArrayBuffer> {
    const init = { ...this.init(method, body), signal: asking.signal, headers: { Accept: ARROW } };
    const response = await this.http.request(path, init);
    if (!response.ok) throw toError(response.status, await json(response));
    return response.arrayBuffer();
  }

  async stream(
    method: string,
    path: string,
    body: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
    onOpen?: () => void,
  ): Promise<void> {
    const init = { ...this.init(method, body), signal, headers: { Accept: "text/event-stream" } };
    const response = await this.http.request(path, init);
    if (!response.ok || !response.body) throw toError(response.status, await json(response));
    onOpen?.();
    const parser = createParser({ onEvent: (message) => onEvent(JSON.parse(message.data)) });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  private init(method: string, body: unknown): RequestInit {
    return body === undefined || body === null ? { method } : { method, body: JSON.stringify(body) };
  }
}
