// The way to the kernel: requests and streams over the widget's own custom messages.
import { type Asking, takenBack, toError, type Wire, WireError } from "./wire";

/** The part of an anywidget model that this needs. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  on(name: "msg:custom" | "comm_live_update", callback: (content: unknown, buffers: DataView[]) => void): void;
  off(name: "msg:custom" | "comm_live_update", callback: (content: unknown, buffers: DataView[]) => void): void;
}

export const SILENCE_MS = 15_000;
export const SILENCE = "The kernel does not answer. Run the cell again.";
export const GONE = "The kernel that this belongs to has ended. Run the cell again.";

interface Message {
  kind: "result" | "open" | "event" | "end" | "error";
  id: string;
  status?: number;
  body?: unknown;
  event?: unknown;
  error?: unknown;
}

interface Answer {
  body: unknown;
  buffers: DataView[];
}

/** A request that is under way. */
interface Pending {
  hear(message: Message, buffers: DataView[]): void;
  fail(error: WireError): void;
}

/** Every view of a model hears every message, so ids must not collide between views, pages or reloads. */
function prefix(): string {
  return Math.random().toString(36).slice(2, 10);
}

export class CommWire implements Wire {
  readonly name = "comm";
  private readonly pending = new Map<string, Pending>();
  private gone = false;
  private readonly prefix = prefix();
  private count = 0;

  constructor(
    private readonly model: Model,
    private readonly silenceMs = SILENCE_MS,
  ) {
    model.on("msg:custom", this.hear);
    model.on("comm_live_update", this.lose);
  }

  async request(method: string, path: string, body: unknown = null, asking: Asking = {}): Promise<unknown> {
    return (await this.once(method, path, body, asking)).body;
  }

  async bytes(method: string, path: string, body: unknown = null, asking: Asking = {}): Promise<ArrayBuffer> {
    const { buffers } = await this.once(method, path, body, asking);
    const [bytes] = buffers;
    if (!bytes) throw new WireError(500, "The kernel answered without the bytes.", "NO_BYTES");
    const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
    const buffer = bytes.buffer as ArrayBuffer;
    return whole ? buffer : buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  }

  stream(
    method: string,
    path: string,
    body: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
    onOpen?: () => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = this.nextId();
      const finish = () => {
        this.pending.delete(id);
        signal?.removeEventListener("abort", cancel);
        resolve();
      };
      const cancel = () => {
        if (!this.gone) this.model.send({ kind: "cancel", id });
        finish();
      };
      const fail = (error: WireError) => {
        reject(error);
        finish();
      };
      if (signal?.aborted) return resolve();
      signal?.addEventListener("abort", cancel);
      const hear = (message: Message) => {
        if (message.kind === "event") return onEvent(message.event);
        if (message.kind === "open") return onOpen?.();
        if (message.kind === "error") fail(toError(message.status ?? 500, message.error));
        else finish();
      };
      this.ask(id, { hear, fail }, { method, path, body });
    });
  }

  private once(method: string, path: string, body: unknown, { signal, patient }: Asking): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(takenBack());
      const id = this.nextId();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
        this.pending.delete(id);
      };
      const fail = (error: Error) => {
        finish();
        reject(error);
      };
      const cancel = () => {
        if (!this.gone) this.model.send({ kind: "cancel", id });
        fail(takenBack());
      };
      const silent = () => fail(new WireError(0, SILENCE, "KERNEL_SILENT"));
      const timer = patient ? undefined : setTimeout(silent, this.silenceMs);
      signal?.addEventListener("abort", cancel);
      const hear = (message: Message, buffers: DataView[]) => {
        finish();
        if (message.kind === "result" && (message.status ?? 200) < 400) resolve({ body: message.body, buffers });
        else reject(toError(message.status ?? 500, message.error ?? message.body));
      };
      this.ask(id, { hear, fail }, { method, path, body });
    });
  }

  close(): void {
    this.model.off("msg:custom", this.hear);
    this.model.off("comm_live_update", this.lose);
    this.pending.clear();
  }

  private ask(id: string, pending: Pending, content: Record<string, unknown>): void {
    this.pending.set(id, pending);
    try {
      if (!this.gone) this.model.send({ kind: "request", id, ...content });
    } catch {
      this.gone = true; // JupyterLab refuses to send to a kernel that is dead
    }
    if (this.gone) this.lose();
  }

  private nextId(): string {
    this.count += 1;
    return `${this.prefix}-${this.count}`;
  }

  private readonly hear = (content: unknown, buffers: DataView[] = []): void => {
    const message = content as Message;
    this.pending.get(message?.id)?.hear(message, buffers);
  };

  /** The model's kernel was restarted or has died: this comm will not come back, so nothing waits for it any longer. */
  private readonly lose = (): void => {
    this.gone = true;
    for (const pending of [...this.pending.values()]) pending.fail(new WireError(0, GONE, "KERNEL_GONE"));
  };
}
