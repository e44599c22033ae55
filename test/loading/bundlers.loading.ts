// Bundlers as their makers publish them, with no setting that is about linnet.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import { inPage } from "../support/page.js";
import { assertExpected, newProject, siteOf, tryLateParts, tryPage } from "./support.js";

const test = suite("bundlers");

/** Builds `program.js` of a project into its folder `site`. */
type Bundle = (project: string) => Promise<unknown>;

const bundlers: { readonly [name: string]: Bundle } = {
  esbuild: async (project) => {
    const { build } = await import("esbuild");
    const entryPoints = { page: join(project, "program.js") };
    await build({
      entryPoints,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      outdir: join(project, "site"),
    });
  },
  Rollup: async (project) => {
    const { rollup } = await import("rollup");
    const { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const built = await rollup({
      input: { page: join(project, "program.js") },
      plugins: [nodeResolve({ browser: true })],
    });
    await built.write({ dir: join(project, "site"), format: "es" });
  },
  webpack: async (project) => {
    const { default: webpack } = await import("webpack");
    const output = { path: join(project, "site"), filename: "page.js", publicPath: "/" };
    const compiler = webpack({ mode: "production", context: project, entry: "./program.js", output })!;
    await new Promise<void>((resolve, reject) =>
      compiler.run((error, stats) =>
        error === null && stats?.hasErrors() === false ? resolve() : reject(error ?? new Error(stats?.toString())),
      ),
    );
  },
  Vite: async (project) => {
    const { build } = await import("vite");
    writeFileSync(join(project, "index.html"), '<script type="module" src="/program.js"></script>');
    await build({ root: project, logLevel: "error", build: { outDir: "site" } });
  },
};

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`${name}: a page trains and predicts on two threads, and loads the rest when it needs it`, async () => {
    const project = newProject();
    mkdirSync(join(project, "site"));
    await bundle(project);
    const files = siteOf(join(project, "site"));
    const html = files.get("/index.html")?.toString();
    await inPage({ tests: name, files, ...(html !== undefined && { html }) }, async (page) => {
      await assertExpected(await tryPage(page), /2 threads in workers/);
      await tryLateParts(page);
    });
  });
}

test("Vite's server: a page trains and predicts on two threads", async () => {
  const { createServer } = await import("vite");
  const project = newProject();
  writeFileSync(join(project, "index.html"), '<script type="module" src="/program.js"></script>');
  const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
  const server = await createServer({ root: project, logLevel: "error", server: { headers, port: 0 } });
  try {
    await server.listen();
    await inPage({ tests: "Vite's server", files: new Map() }, async (page) => {
      await page.goto(server.resolvedUrls!.local[0]!);
      // The first request makes it bundle linnet, after which it loads the page once more.
      await page.waitForLoadState("networkidle");
      await assertExpected(await tryPage(page), /2 threads in workers/);
      await tryLateParts(page);
    });
  } finally {
    await server.close();
  }
});

test.run();
