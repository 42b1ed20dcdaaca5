// The way to the kernel: requests and streams over the widget's own custom messages.
import { toError, type Wire, WireError } from "./wire";

/** The part of an anywidget model that this needs. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  on(name: "msg:custom", callback: (content: unknown, buffers: DataView[]) => void): void;
  off(name: "msg:custom", callback: (content: unknown, buffers: DataView[]) => void): void;
}

export const SILENCE_MS = 15_000;
export const SILENCE = "The kernel does not answer. Run the cell again.";

interface Message {
  kind: "result" | "event" | "end" | "error";
  id: string;
  status?: number;
  body?: unknown;
  event?: unknown;
  error?: unknown;
}

type Listener = (message: Message) => void;

/** Every view of a model hears every message, so ids must not collide between views, pages or reloads. */
function prefix(): string {
  return Math.random().toString(36).slice(2, 10);
}

export class CommWire implements Wire {
  readonly name = "comm";
  private readonly listeners = new Map<string, Listener>();
  private readonly prefix = prefix();
  private count = 0;

  constructor(
    private readonly model: Model,
    private readonly silenceMs = SILENCE_MS,
  ) {
    model.on("msg:custom", this.hear);
  }

  request(method: string, path: string, body: unknown = null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.nextId();
      const timer = setTimeout(() => {
        this.listeners.delete(id);
        reject(new WireError(0, SILENCE, "KERNEL_SILENT"));
      }, this.silenceMs);
      this.listeners.set(id, (message) => {
        clearTimeout(timer);
        this.listeners.delete(id);
        if (message.kind === "result" && (message.status ?? 200) < 400) resolve(message.body);
        else reject(toError(message.status ?? 500, message.error ?? message.body));
      });
      this.model.send({ kind: "request", id, method, path, body });
    });
  }

  stream(
    method: string,
    path: string,
    body: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.nextId();
      const finish = () => {
        this.listeners.delete(id);
        signal?.removeEventListener("abort", cancel);
        resolve();
      };
      const cancel = () => {
        this.model.send({ kind: "cancel", id });
        finish();
      };
      if (signal?.aborted) return resolve();
      signal?.addEventListener("abort", cancel);
      this.listeners.set(id, (message) => {
        if (message.kind === "event") return onEvent(message.event);
        finish();
        if (message.kind === "error") reject(toError(message.status ?? 500, message.error));
      });
      this.model.send({ kind: "request", id, method, path, body });
    });
  }

  close(): void {
    this.model.off("msg:custom", this.hear);
    this.listeners.clear();
  }

  private nextId(): string {
    this.count += 1;
    return `${this.prefix}-${this.count}`;
  }

  private readonly hear = (content: unknown): void => {
    const message = content as Message;
    this.listeners.get(message?.id)?.(message);
  };
}
