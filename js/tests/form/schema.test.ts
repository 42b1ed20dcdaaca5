// A block's JSON schema made ready for a form.
import { expect, test } from "vitest";
import { forForm } from "../../src/form/schema";

const form = (property: Record<string, unknown>) => {
  const { schema, uiSchema } = forForm({ properties: { field_name: property } });
  return { shown: schema.properties?.field_name, ui: uiSchema.field_name };
};

test("a name is words", () => {
  expect(form({ type: "integer" }).shown).toMatchObject({ title: "Field name", type: "integer" });
});

test("what may be null is one field, without null as its default", () => {
  const made = form({ anyOf: [{ type: "number", maximum: 2 }, { type: "null" }], default: null });
  expect(made.shown).toMatchObject({ type: "number", maximum: 2 });
  expect(made.shown).not.toHaveProperty("default");
});

test.each([
  [
    { type: "string", kind: "sql" },
    { "ui:widget": "editor", "ui:options": { kind: "sql" } },
  ],
  [{ type: "string", kind: "agent" }, {}],
  [{ type: "array", items: { $ref: "#/$defs/Row" } }, {}],
  [{ type: "array", items: {} }, { "ui:field": "json" }],
  [{ type: "object", additionalProperties: true }, { "ui:field": "json" }],
  [{ kind: "any" }, { "ui:field": "json" }],
])("%j is shown as %j", (property, ui) => {
  expect(form(property).ui).toEqual(ui);
});
