// Builds the harnesses of the result pane and of the whole explorer into lib/harness: node tests/harness/grid.mjs [preact]. Not shipped.
import { readFile } from "node:fs/promises";
import esbuild from "esbuild";

const alias = process.argv[2] === "preact" ? { react: "preact/compat", "react-dom": "preact/compat" } : {};
await esbuild
  .build({
    entryPoints: ["tests/harness/grid.tsx", "tests/harness/explorer.tsx"],
    outdir: "lib/harness",
    bundle: true,
    minify: process.argv[3] !== "plain",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    alias,
    define: { "process.env.NODE_ENV": '"production"', "define.amd": "false" },
    plugins: [
      {
        name: "css-as-text",
        setup: (build) =>
          build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
            contents: await readFile(path, "utf8"),
            loader: "text",
          })),
      },
    ],
    metafile: true,
  })
  .then(({ metafile }) => {
    const [out] = Object.values(metafile.outputs);
    const by = {};
    for (const [path, { bytesInOutput }] of Object.entries(out.inputs)) {
      const room = /node_modules\/((@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.replace(/\/[^/]*$/, "");
      by[room] = (by[room] ?? 0) + bytesInOutput;
    }
    console.log(out.bytes, by);
  });
