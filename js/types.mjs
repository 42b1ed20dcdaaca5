// Writes src/model/types.ts from what `python -m jupyter_powa.model` says; with --check, only says whether it is fresh.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const FILE = "src/model/types.ts";
const HEAD = [
  "// The dictionary as the browser sees it. Generated from jupyter_powa/model by js/types.mjs: not edited by hand.",
  "// To write it anew: npm --prefix js run types:generate",
].join("\n");
const ROOT = "AllTypes";
const OF_NAMES = new Set(["properties", "$defs"]);

/** POWA_PYTHON, else the checkout's own, else what is on the path. */
function python() {
  if (process.env.POWA_PYTHON) return process.env.POWA_PYTHON;
  return existsSync("../.venv/bin/python") ? "../.venv/bin/python" : "python3";
}

/** What would be taken for more than it says: titles become types, defaults objects, a $ref beside words a copy. */
const MISLEADING = new Set(["title", "default"]);
const TYPING = ["type", "const", "enum", "anyOf", "allOf", "$ref", "$defs"];

function plain(value, named = false) {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (typeof value !== "object" || value === null) return value;
  if (value.$ref && Object.keys(value).length > 1) {
    const { $ref, ...more } = value;
    return plain({ ...more, allOf: [{ $ref }] });
  }
  const entries = Object.entries(value).filter(([key]) => named || !MISLEADING.has(key));
  const made = Object.fromEntries(entries.map(([key, item]) => [key, plain(item, !named && OF_NAMES.has(key))]));
  return named || TYPING.some((key) => key in made) ? made : { ...made, tsType: "unknown" };
}

async function types() {
  const { $defs } = plain(JSON.parse(execFileSync(python(), ["-m", "jupyter_powa.model"], { encoding: "utf8" })));
  const names = Object.keys($defs);
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const schema = { type: "object", required: names, properties, $defs };
  const made = await compile(schema, ROOT, {
    additionalProperties: false,
    ignoreMinAndMaxItems: true, // else a list of at most twenty is twenty types
    bannerComment: HEAD,
    style: { printWidth: 120, tabWidth: 2 },
  });
  return made
    .replace(new RegExp(`export interface ${ROOT} \\{[^}]*\\}\n`), "")
    .replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//g, "/** $1 */")
    .replace(/\{\s*\[k: string\]: unknown;\s*\}/g, "Record<string, unknown>")
    .replace(/\n(?=export |\/\*\* .*\nexport )/g, "\n\n")
    .replace(/(\*\/)\n\n/g, "$1\n")
    .replace(/\n{3,}/g, "\n\n");
}

const made = await types();
if (!process.argv.includes("--check")) {
  writeFileSync(FILE, made);
} else if (readFileSync(FILE, "utf8") !== made) {
  console.error(`${FILE} is stale: npm --prefix js run types:generate`);
  process.exit(1);
}
