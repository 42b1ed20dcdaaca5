// The port between a view and the form of a block's config, which comes in a bundle of its own.

export interface FormState {
  /** JSON schema of the config. */
  schema: Record<string, unknown>;
  config: Record<string, unknown>;
  /** What is wrong with a field, by its name. */
  problems: Readonly<Record<string, string>>;
  /** What may be referred to, as it is written: `<Orders.output.amount>`. */
  references: readonly string[];
  theme: "light" | "dark";
}

export interface FormEvents {
  /** `field`: the one that was changed. */
  onChange(config: Record<string, unknown>, field: string): void;
}

export interface Form {
  show(state: FormState): void;
  destroy(): void;
}

export interface FormBundle {
  createForm(element: HTMLElement, state: FormState, events: FormEvents): Form;
}
