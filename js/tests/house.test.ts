// The rules of the house, as far as js/ goes: short files that say what they are, no HTML from strings, small bundles.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const GENERATED = "src/model/types.ts";
const FILES = ["src", "lab/src", "lab/style", "tests"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|css|m?js)$/.test(name))
    .map((name) => join(folder, name)),
);
const STATIC = "../jupyter_powa/static";

test.each(FILES.filter((path) => path !== GENERATED))("%s is short and says in its first line what it is", (path) => {
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines[0]).toMatch(/^(\/\/|\/\*) \S/);
  expect(lines.length).toBeLessThanOrEqual(251);
});

test("nothing from outside becomes HTML", () => {
  const words = /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write/;
  const code = FILES.filter((path) => path.startsWith("src") || path.startsWith("lab/src"));
  expect(code.filter((path) => words.test(readFileSync(path, "utf8")))).toEqual([]);
});

test.runIf(existsSync(join(STATIC, "bundles.json")))("the bundles are within their budgets", () => {
  expect(statSync(join(STATIC, "loader.js")).size).toBeLessThanOrEqual(5_000);
  expect(statSync(join(STATIC, "workflow.js")).size).toBeLessThanOrEqual(520_000);
  expect(statSync(join(STATIC, "copilot.js")).size).toBeLessThanOrEqual(700_000);
  expect(statSync(join(STATIC, "explorer.js")).size).toBeLessThanOrEqual(480_000);
  expect(statSync(join(STATIC, "answer.js")).size).toBeLessThanOrEqual(240_000);
  expect(statSync(join(STATIC, "pipeline.js")).size).toBeLessThanOrEqual(220_000);
  expect(statSync(join(STATIC, "builder.js")).size).toBeLessThanOrEqual(260_000);
});

test("one version for the whole project, and a lock file that names no registry", () => {
  const own = JSON.parse(readFileSync("package.json", "utf8"));
  const lock = readFileSync("package-lock.json", "utf8");
  expect(JSON.parse(lock).version).toBe(own.version);
  expect(lock).not.toMatch(/"resolved"|https?:\/\/registry/);
});
