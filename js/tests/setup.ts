// What jsdom does not have and the canvas asks for.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, { ResizeObserver: globalThis.ResizeObserver ?? Observer, IS_REACT_ACT_ENVIRONMENT: true });
globalThis.DOMMatrixReadOnly ??= class {
  m22 = 1;
} as unknown as typeof DOMMatrixReadOnly;

/** What the grid's table asks for. */
Object.assign(Promise, {
  withResolvers: () => {
    const made = {};
    return Object.assign(made, { promise: new Promise((resolve, reject) => Object.assign(made, { resolve, reject })) });
  },
});
if (globalThis.CSSStyleSheet) CSSStyleSheet.prototype.replaceSync ??= () => {};

afterEach(cleanup);
