// The form of a block's config, made from its JSON schema. The server's checker judges it, not the browser.
import Form from "@rjsf/core";
import type {
  ErrorSchema,
  FieldTemplateProps,
  IconButtonProps,
  RegistryFieldsType,
  RegistryWidgetsType,
  TemplatesType,
  ValidatorType,
} from "@rjsf/utils";
import { useMemo } from "react";
import { JsonField } from "./JsonField";
import type { FormEvents, FormState } from "./port";
import { forForm } from "./schema";
import { TextWidget } from "./TextWidget";

/** Finds nothing wrong: what is wrong comes from the checker, by field. */
const LENIENT: ValidatorType = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  toErrorList: () => [],
  isValid: () => true,
  rawValidation: () => ({}),
};

const WIDGETS = { editor: TextWidget } as unknown as RegistryWidgetsType;
const FIELDS = { json: JsonField } as unknown as RegistryFieldsType;
const TEMPLATES: Partial<TemplatesType> = {
  FieldTemplate,
  ButtonTemplates: {
    AddButton: (props: IconButtonProps) => button(props, "Add", "Add"),
    RemoveButton: (props: IconButtonProps) => button(props, "✕", "Remove"),
    MoveUpButton: (props: IconButtonProps) => button(props, "↑", "Move up"),
    MoveDownButton: (props: IconButtonProps) => button(props, "↓", "Move down"),
    CopyButton: (props: IconButtonProps) => button(props, "⧉", "Copy"),
    SubmitButton: () => null,
  },
};

export function ConfigForm({ state, events }: { state: FormState; events: FormEvents }) {
  const { schema, uiSchema } = useMemo(() => forForm(state.schema), [state.schema]);
  const errors = useMemo(() => errorsOf(state.problems), [state.problems]);
  return (
    <Form
      tagName="div"
      className="powa-config-form"
      schema={schema}
      uiSchema={uiSchema}
      formData={state.config}
      formContext={{ references: state.references }}
      extraErrors={errors}
      validator={LENIENT}
      widgets={WIDGETS}
      fields={FIELDS}
      templates={TEMPLATES}
      showErrorList={false}
      experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipDefaults" }}
      onChange={({ formData }, id) => events.onChange(formData ?? {}, id ?? "")}
    >
      {null}
    </Form>
  );
}

function errorsOf(problems: FormState["problems"]): ErrorSchema {
  return Object.fromEntries(
    Object.entries(problems).map(([field, words]) => [field, { __errors: [words] }]),
  ) as ErrorSchema;
}

/** Label, control, what is wrong, what it is for; a block's own field has no frame. */
function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, required, children, rawErrors, rawDescription, displayLabel, hidden, schema } = props;
  if (hidden) return <div hidden>{children}</div>;
  if (id === "root") return children;
  const whole = displayLabel && schema.type !== "object";
  return (
    <div className="form-group field">
      {whole && schema.type !== "boolean" && (
        <label className="control-label" htmlFor={id}>
          {label}
          {required && " *"}
        </label>
      )}
      {children}
      {rawErrors?.map((words) => (
        <p key={words} className="powa-field-problem" role="alert">
          {words}
        </p>
      ))}
      {whole && rawDescription && <p className="field-description">{rawDescription}</p>}
    </div>
  );
}

function button({ onClick, disabled }: IconButtonProps, sign: string, words: string) {
  return (
    <button
      type="button"
      className={sign === words ? "powa-button" : "powa-tool"}
      aria-label={words}
      title={words}
      disabled={disabled}
      onClick={onClick}
    >
      {sign}
    </button>
  );
}
