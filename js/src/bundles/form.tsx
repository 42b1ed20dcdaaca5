// The bundle of the form of a block's config: fetched when somebody edits one for the first time.
import { createRoot } from "react-dom/client";
import { ConfigForm } from "../form/ConfigForm";
import type { Form, FormEvents, FormState } from "../form/port";

export function createForm(element: HTMLElement, state: FormState, events: FormEvents): Form {
  const root = createRoot(element);
  const show = (next: FormState) => root.render(<ConfigForm state={next} events={events} />);
  show(state);
  return { show, destroy: () => root.unmount() };
}
