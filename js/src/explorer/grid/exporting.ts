// An export that is under way, and what came of it.
import { words } from "../../api/wires";
import type { Client, Export, ExportFormat } from "../client";
import { grouped } from "./numbers";

export interface Exporting {
  format: ExportFormat;
  fraction: number | null;
  /** How it ended, in words. */
  done: string | null;
  failed: boolean;
}

export const FORMATS: { format: ExportFormat; label: string; ending: string }[] = [
  { format: "csv", label: "CSV file", ending: ".csv" },
  { format: "parquet", label: "Parquet file", ending: ".parquet" },
  { format: "json", label: "JSON file", ending: ".json" },
  { format: "markdown", label: "Markdown file", ending: ".md" },
  { format: "frame", label: "Frame in the notebook", ending: "" },
  { format: "table", label: "Table in the project's database", ending: "" },
];

/** The name with the format's ending, or without any where the format has none. */
export function renamed(name: string, format: ExportFormat): string {
  const bare = FORMATS.reduce(
    (left, { ending }) => (ending && left.endsWith(ending) ? left.slice(0, -ending.length) : left),
    name,
  );
  const ending = FORMATS.find((one) => one.format === format)?.ending ?? "";
  return ending ? `${bare}${ending}` : bare.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
}

export function size(bytes: number): string {
  const unit = bytes < 1_000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1_000 ** unit).toPrecision(3))} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

/** Tells of it as it goes; settles when it is through or `signal` took it back. */
export async function run(
  client: Pick<Client, "export">,
  wish: Export,
  tell: (state: Exporting) => void,
  signal: AbortSignal,
): Promise<void> {
  let state: Exporting = { format: wish.format, fraction: null, done: null, failed: false };
  const set = (change: Partial<Exporting>) => {
    state = { ...state, ...change };
    tell(state);
  };
  set({});
  try {
    await client.export(
      wish,
      (event) => {
        if (event.type === "progress") set({ fraction: event.fraction });
        else if (event.type === "error") set({ done: event.error, failed: true });
        else set({ done: saidOf(event.name, event.rows, event.bytes), fraction: 1 });
      },
      signal,
    );
    if (!state.done) set({ done: signal.aborted ? "Stopped." : "It ended without a word.", failed: !signal.aborted });
  } catch (error) {
    set({ done: signal.aborted ? "Stopped." : words(error), failed: !signal.aborted });
  }
}

function saidOf(name: string, rows: number, bytes: number | null): string {
  return `${grouped(rows)} row${rows === 1 ? "" : "s"} in ${name}${bytes === null ? "" : ` (${size(bytes)})`}`;
}
