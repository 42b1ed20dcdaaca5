// The tests of the browser side: in a DOM without a browser, style sheets as text.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "jsdom", include: ["tests/**/*.test.{ts,tsx}"], css: false, setupFiles: ["tests/setup.ts"] },
});
