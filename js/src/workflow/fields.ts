// The form of a run, made from the input block: a name, a kind of control and a first value for each variable.
import { type Catalog, isInput } from "../blocks/catalog";
import type { Workflow } from "../model/types";

export type Kind = "string" | "text" | "number" | "boolean" | "json";

export interface Field {
  name: string;
  kind: Kind;
  required: boolean;
  /** What the control shows first. */
  initial: string | boolean;
  /** Where the type word asks for more than the control does. */
  shape?: "object" | "array" | "integer";
}

const WORDS = new Set(["string", "number", "integer", "boolean", "object", "array"]);

export function fieldsOf(workflow: Workflow, catalog: Catalog): Field[] {
  const block = workflow.blocks.find((candidate) => isInput(catalog, candidate.type));
  const input = block?.config?.input;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return [];
  return Object.entries(input).map(([name, spec]) => fieldOf(name, workflow.variables?.[name] ?? spec));
}

function fieldOf(name: string, spec: unknown): Field {
  if (typeof spec === "string" && WORDS.has(spec)) return wordField(name, spec);
  if (typeof spec === "boolean") return { name, kind: "boolean", required: false, initial: spec };
  if (typeof spec === "number") return { name, kind: "number", required: true, initial: String(spec) };
  if (typeof spec === "string") {
    const long = spec.length > 60 || spec.includes("\n");
    return { name, kind: long ? "text" : "string", required: false, initial: spec };
  }
  if (spec === null || spec === undefined) return { name, kind: "string", required: false, initial: "" };
  return { name, kind: "json", required: true, initial: JSON.stringify(spec, null, 2) };
}

function wordField(name: string, word: string): Field {
  if (word === "boolean") return { name, kind: "boolean", required: false, initial: false };
  if (word === "number") return { name, kind: "number", required: true, initial: "" };
  if (word === "integer") return { name, kind: "number", required: true, initial: "", shape: "integer" };
  if (word === "string") return { name, kind: "string", required: false, initial: "" };
  return {
    name,
    kind: "json",
    required: true,
    initial: word === "array" ? "[]" : "{}",
    shape: word as "object" | "array",
  };
}

export type Values = Record<string, string | boolean>;

export interface Read {
  variables: Record<string, unknown>;
  problems: Record<string, string>;
}

/** What was typed, as variables; a problem in words for each field that cannot be read. */
export function readForm(fields: Field[], values: Values): Read {
  const read: Read = { variables: {}, problems: {} };
  for (const field of fields) {
    try {
      read.variables[field.name] = readField(field, values[field.name] ?? field.initial);
    } catch (problem) {
      read.problems[field.name] = problem instanceof Error ? problem.message : String(problem);
    }
  }
  return read;
}

function readField(field: Field, value: string | boolean): unknown {
  if (typeof value === "boolean") return value;
  if (field.required && !value.trim()) throw new Error("A value is needed.");
  if (field.kind === "number") {
    const number = Number(value);
    if (!Number.isFinite(number)) throw new Error("This is not a number.");
    if (field.shape === "integer" && !Number.isInteger(number)) throw new Error("A whole number is needed.");
    return number;
  }
  return field.kind === "json" ? readJson(field, value) : value;
}

function readJson(field: Field, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("This is not valid JSON.");
  }
  if (field.shape && Array.isArray(value) !== (field.shape === "array")) {
    throw new Error(field.shape === "array" ? "A JSON list is needed." : "A JSON object is needed.");
  }
  return value;
}
