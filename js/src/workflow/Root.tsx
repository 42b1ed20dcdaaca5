// What every view stands in: the colours of the page, errors that are caught, and its keys kept from JupyterLab.
import type { ReactNode } from "react";
import { KEEP_KEYS, keepKeys } from "./keys";
import { ErrorBoundary } from "./States";
import { useTheme } from "./theme";

/** In pixels, or as CSS says it: "100%" where the page gives the room. */
export type Height = number | string;

export function Root({ height, children }: { height: Height; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it reacts to where the focus is, not to people.
    <div
      className={typeof height === "number" ? "powa-root" : "powa-root powa-fills"}
      data-theme={useTheme()}
      {...{ [KEEP_KEYS]: "true" }}
      onFocus={keepKeys}
      style={{ height }}
    >
      <ErrorBoundary>{children}</ErrorBoundary>
    </div>
  );
}
