// Builds the browser side: `bundles` (the loader and one bundle for each view), `lab` (the labextension's modules).
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import esbuild from "esbuild";

const STATIC = "../jupyter_powa/static";
const WIDGETS = "../jupyter_powa/labextension/static/widgets";

/** Largest size of each file in bytes (ecosystem.md §2.2). */
const BUDGETS = {
  "loader.js": 5_000,
  "workflow.js": 520_000,
  "copilot.js": 700_000,
  "explorer.js": 480_000,
  "editor.js": 440_000,
  "form.js": 360_000,
  "sidebar.js": 200_000,
  "answer.js": 240_000,
  "pipeline.js": 220_000,
  "builder.js": 260_000,
};

/** Style sheets travel inside the bundle, as text. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const css = await esbuild.transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: "es2022",
      });
      return { contents: css.code, loader: "text" };
    });
  },
};

const SHARED = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"', "define.amd": "false" },
  plugins: [cssAsText],
};

async function bundles(watch) {
  const done = {
    name: "done",
    setup: (build) => build.onEnd((result) => (result.errors.length ? undefined : publish())),
  };
  const options = {
    ...SHARED,
    entryPoints: [
      "loader.ts",
      "workflow.tsx",
      "copilot.tsx",
      "explorer.tsx",
      "editor.ts",
      "answer.tsx",
      "pipeline.tsx",
      "builder.tsx",
      "form.tsx",
      "sidebar.tsx",
    ].map((name) => join("src/bundles", name)),
    outdir: STATIC,
    plugins: [...SHARED.plugins, done],
  };
  await rm(STATIC, { recursive: true, force: true });
  if (watch) return (await esbuild.context(options)).watch();
  await esbuild.build(options);
}

/** Writes the content hashes beside the bundles, and a copy named by its hash where the server finds it. */
async function publish() {
  const hashes = {};
  await rm(WIDGETS, { recursive: true, force: true });
  await mkdir(WIDGETS, { recursive: true });
  for (const name of (await readdir(STATIC)).filter((file) => file.endsWith(".js")).sort()) {
    const bytes = await readFile(join(STATIC, name));
    console.log(`${name}: ${(bytes.length / 1000).toFixed(1)} kB of ${(BUDGETS[name] ?? 0) / 1000}`);
    if (bytes.length > (BUDGETS[name] ?? 0)) throw new Error(`${name} is larger than its budget.`);
    if (name === "loader.js") continue;
    hashes[name] = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    await cp(join(STATIC, name), join(WIDGETS, `${basename(name, ".js")}.${hashes[name]}.js`));
  }
  for (const folder of [STATIC, WIDGETS]) {
    await writeFile(join(folder, "bundles.json"), `${JSON.stringify(hashes, null, 2)}\n`);
  }
}

/** lib/ is lab/ with its TypeScript taken away. */
async function lab() {
  await rm("lib", { recursive: true, force: true });
  await cp("lab/style", "lib/style", { recursive: true });
  const files = (await readdir("lab/src")).filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
  await esbuild.build({
    entryPoints: files.map((file) => join("lab/src", file)),
    outdir: "lib/src",
    format: "esm",
    target: "es2022",
  });
}

const [what, ...flags] = process.argv.slice(2);
await (what === "lab" ? lab() : bundles(flags.includes("--watch")));
