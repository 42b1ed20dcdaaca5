// The port between a view and whatever answers it: a kernel over the widget's comm, or a Jupyter server over HTTP.

/** Why a request that was taken back rejects. */
export const TAKEN_BACK = "AbortError";

export interface Asking {
  /** Takes the request back: whoever works on it stops. */
  signal?: AbortSignal;
  /** The answer may take as long as a query takes, so silence is no reason to give up. */
  patient?: boolean;
}

export interface Wire {
  /** Which way this is; a run is stopped on the wire that told of it. */
  readonly name: "comm" | "http";
  request(method: string, path: string, body?: unknown, asking?: Asking): Promise<unknown>;
  /** A request whose answer is bytes. */
  bytes(method: string, path: string, body?: unknown, asking?: Asking): Promise<ArrayBuffer>;
  /** Settles when the stream ends; rejects when it breaks. `onOpen`: nothing that happens from now on will be missed. */
  stream(
    method: string,
    path: string,
    body: unknown,
    onEvent: (event: unknown) => void,
    signal?: AbortSignal,
    onOpen?: () => void,
  ): Promise<void>;
}

/** A reply that was an error, in the one shape that both doors use. */
export class WireError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code = "",
    readonly details: unknown = null,
  ) {
    super(message);
    this.name = "WireError";
  }
}

/** The one place where an error body, whatever its shape, becomes a WireError. */
export function toError(status: number, body: unknown): WireError {
  const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const words = fields.error ?? fields.message ?? fields.reason ?? detailOf(fields.detail);
  const text = typeof words === "string" && words ? words : `The request failed (${status}).`;
  return new WireError(status, text, String(fields.code ?? fields.error_code ?? ""), fields.details ?? null);
}

/** The words of FastAPI's shape, which some families of addresses have: a text, or a list of what does not fit. */
function detailOf(detail: unknown): unknown {
  if (!Array.isArray(detail)) return detail;
  const [first] = detail as { msg?: unknown }[];
  return first?.msg;
}

export function takenBack(): DOMException {
  return new DOMException("The request was taken back.", TAKEN_BACK);
}

export function isTakenBack(error: unknown): boolean {
  return error instanceof Error && error.name === TAKEN_BACK;
}
