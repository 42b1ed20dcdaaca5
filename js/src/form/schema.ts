// A block's JSON schema made ready for a form: what may also be null is one field, what may be anything is JSON text.
import type { RJSFSchema, UiSchema } from "@rjsf/utils";

type Json = Record<string, unknown>;

/** Kinds of text that are written in an editor of ours. */
const TEXTS = new Set(["prompt", "sql", "code", "expression"]);

export function forForm(schema: Json): { schema: RJSFSchema; uiSchema: UiSchema } {
  const properties = (schema.properties ?? {}) as Record<string, Json>;
  const defs = (schema.$defs ?? {}) as Json;
  const shown: Json = {};
  const uiSchema: UiSchema = { "ui:submitButtonOptions": { norender: true }, "ui:title": " ", "ui:description": " " };
  for (const [name, property] of Object.entries(properties)) {
    const { default: usual, ...plain } = withoutNull(property);
    const ui = uiOf(plain);
    shown[name] = ui["ui:field"] === "json" ? { ...worded(property, name) } : { ...plain, ...worded(property, name) };
    uiSchema[name] = { ...ui, ...placeholder(plain, usual) };
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  return { schema: { type: "object", properties: shown, required, $defs: defs } as RJSFSchema, uiSchema };
}

function worded(property: Json, name: string): Json {
  const title = name.replace(/_/g, " ");
  return { title: title[0]?.toUpperCase() + title.slice(1), description: property.description };
}

/** What counts where nothing is set is told, not filled in: a form that is only looked at changes nothing. */
function placeholder(property: Json, usual: unknown): UiSchema {
  if (!isSimple(property)) return {};
  const words = usual === undefined || usual === "" ? {} : { "ui:placeholder": `${usual}` };
  return property.type === "boolean" ? { "ui:widget": "select", ...words } : words;
}

/** `X or null` is X: an empty field is null. */
function withoutNull(property: Json): Json {
  const choices = property.anyOf as Json[] | undefined;
  if (!choices) return property;
  const rest = choices.filter((choice) => choice.type !== "null");
  const [only] = rest;
  if (rest.length !== 1 || !only) return property;
  const { anyOf: _, default: value, ...words } = property;
  return { ...words, ...only, ...(value === null ? {} : { default: value }) };
}

function uiOf(property: Json): UiSchema {
  if (typeof property.kind === "string" && TEXTS.has(property.kind) && property.type === "string")
    return { "ui:widget": "editor", "ui:options": { kind: property.kind } };
  if (property.$ref || isSimple(property)) return {};
  if (property.type === "array" && isListOfForms(property.items as Json)) return {};
  return { "ui:field": "json" };
}

const SIMPLE = new Set(["string", "number", "integer", "boolean"]);

function isSimple(property: Json): boolean {
  return SIMPLE.has(String(property.type));
}

function isListOfForms(items: Json | undefined): boolean {
  return Boolean(items && (items.$ref || isSimple(items)));
}
