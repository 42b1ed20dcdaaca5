// The tests of the browser side: those that draw ask for a DOM in their second line.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { environment: "node", include: ["tests/**/*.test.{ts,tsx}"], css: false },
});
