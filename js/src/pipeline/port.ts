// What the bundle of the chat and the explorer's give to the one of a pipeline, which is small for that.
import type { Model } from "../api/comm";
import type { Wire } from "../api/wire";
import type { Chat } from "../copilot/chat";
import type { TraitModel } from "../explorer/opened";
import type { Live } from "../workflow/live";

/** A conversation and its graph, on the page. */
export interface Led {
  live: Live;
  chat: Chat;
  close(): void;
}

export type Lead = (
  element: HTMLElement,
  model: Model,
  shown: { workflowId: string; sessionId: string; title: string; height: number },
) => Led;

/** Another bundle of ours, by name. */
export type LoadBundle = (name: string) => Promise<unknown>;

export interface Explorer {
  mount(element: HTMLElement, context: { model: TraitModel; bundle: LoadBundle }): (() => void) | undefined;
}

/** What the view works with. */
export interface Means {
  model: TraitModel;
  /** The widget's own kernel first, then the server where the page knows one. */
  wires: Wire[];
  bundle: LoadBundle;
}
