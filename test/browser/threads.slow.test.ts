// A page whose threads cannot start, or die: it does the work on its own thread and warns, or is told, and never waits for ever.

import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../support/command.js";
import { inPage, type PageOptions } from "../support/page.js";

/** Uses kernels and pictures on two threads, twice. */
const program = `
  import { compile, openImageLoader, Tensor, wasmBackend } from "./src/index.ts";
  import { matMul } from "./src/tensor/ops/index.ts";
  const work = async () => {
    const results = [];
    const backend = await wasmBackend({ threads: 2, smallestSharedWork: 0 });
    const x = Tensor.from(new Float32Array(64).fill(1), [8, 8]);
    for (let time = 0; time < 2; time += 1) {
      try {
        const product = await compile((a) => matMul(a, a), [x.shape], { backend });
        results.push((await product(x))[0].values[0] + " " + product.program.describe());
      } catch (error) {
        results.push(error.name + ": " + error.message);
      }
      const picture = { width: 2, height: 2, data: new Uint8Array(12).fill(255) };
      const loader = openImageLoader({ sources: [picture, picture], size: { width: 1, height: 1 }, preprocess: "minusOneToOne", threads: 2 });
      try {
        for await (const { images } of loader.batches()) results.push(images.join(" "));
      } catch (error) {
        results.push(error.name + ": " + error.message);
      }
    }
    return results;
  };
  if (location.search === "?work") console.info(JSON.stringify(await work()));
`;

/** A page is bound to its platform; of the sources, threads have no text, and are started by their address alone. */
const inAPage: Plugin = {
  name: "page",
  setup: (plugged) => {
    const path = join(root, "src/platform/browser.ts");
    plugged.onResolve({ filter: /^\.\/node\.js$/ }, () => ({ path }));
  },
};

const { outputFiles } = await build({
  stdin: { contents: program, resolveDir: ".", sourcefile: "page.js" },
  entryPoints: {
    kernelWorker: "dist/browser/kernelWorker.js",
    pictureWorker: "dist/browser/pictureWorker.js",
  },
  outdir: "out",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "browser",
  write: false,
  external: ["gpu.js"],
  tsconfigRaw: {},
  plugins: [inAPage],
});
const scripts = new Map(outputFiles.map(({ path, text }) => [`/${path.split("/").pop()}`, text]));
const page = scripts.get("/stdin.js")!;
const whole: ReadonlyMap<string, string> = new Map([...scripts, ["/page.js", page]]);
const workers = ["/kernelWorker.js", "/pictureWorker.js"];
const withWorkers = (text: string): ReadonlyMap<string, string> =>
  new Map([...whole, ...workers.map((path) => [path, text] as const)]);

interface Outcome {
  readonly results: readonly string[];
  readonly warnings: readonly string[];
}

/** @param isPatient has the page's clock run ahead until something came out */
async function work(options: Omit<PageOptions, "tests">, isPatient = false): Promise<Outcome | null> {
  let outcome: Outcome | null = null;
  await inPage({ tests: "threads in a page", ...options }, async (page) => {
    const warnings: string[] = [];
    const said = new Promise<string>((resolve) => {
      page.on("console", (message) => {
        if (message.type() === "warning") warnings.push(message.text());
        if (message.type() === "info") resolve(message.text());
      });
    }).then((text) => {
      outcome = { results: JSON.parse(text) as string[], warnings };
    });
    if (isPatient) await page.clock.install();
    await page.goto(`${page.url()}?work`);
    while (isPatient && outcome === null) await page.clock.runFor(1000);
    await said;
  });
  return outcome;
}

/** Asserts what the kernels' lines and the warnings say; null where there is no page. */
function check(outcome: Outcome | null, how: RegExp, warnings: readonly RegExp[]): void {
  if (outcome === null) return;
  const [kernels, pictures, again, last] = outcome.results;
  for (const line of [kernels!, again!]) assert.match(line, how);
  assert.equal([pictures, last], ["1 1 1 1 1 1", "1 1 1 1 1 1"]);
  assert.is(outcome.warnings.length, warnings.length, outcome.warnings.join("\n"));
  for (const [place, warning] of warnings.entries()) assert.match(outcome.warnings[place]!, warning);
}

const twoThreads = /^8 wasm: .*SIMD, 2 threads in workers$/;
const alone = /^8 wasm: .*SIMD, 1 thread \(threads could not start: /;
const bothWarnings = [
  /^linnet: the wasm backend works on one thread: threads could not start/,
  /^linnet: pictures are decoded in/,
];

test("with everything in its place there are two threads, and no warning", async () => {
  check(await work({ files: whole }), twoThreads, []);
});

test("without the threads' scripts the page does the work", async () => {
  const files = new Map([...whole].filter(([path]) => !workers.includes(path)));
  check(await work({ files }), alone, bothWarnings);
});

const underPolicy = (policy: string) => ({
  files: whole,
  headers: {
    "Content-Security-Policy": policy,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  },
});

test("where the policy allows no workers the page does the work", async () => {
  check(await work(underPolicy("worker-src 'none'")), alone, bothWarnings);
});

test("the policy that docs/browser.md names allows threads", async () => {
  const policy = "default-src 'self'; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
  check(await work(underPolicy(policy)), twoThreads, []);
});

test("where a script cannot be run the page does the work", async () => {
  check(await work({ files: withWorkers("this is no script") }), alone, bothWarnings);
});

test("where a thread says nothing, as one whose script never ends, the page does the work after a while", async () => {
  check(await work({ files: withWorkers("") }, true), alone, bothWarnings);
});

test("without cross-origin isolation there is one worker, and a warning", async () => {
  const how = /^8 wasm: .*SIMD, 1 thread in a worker \(there is no SharedArrayBuffer/;
  check(await work({ files: whole, headers: {} }), how, [/^linnet: the wasm backend works on one thread/]);
});

test("a thread that dies of what it was asked rejects it", async () => {
  const dying = `self.postMessage({ kind: "ready" }); self.onmessage = () => { throw new Error("out of memory"); };`;
  const outcome = await work({ files: withWorkers(dying) });
  if (outcome === null) return;
  const said = (who: string): string => `ThreadError: ${who}: a thread died: Uncaught Error: out of memory`;
  const [kernels, pictures] = [said("wasm backend"), said("picture loader")];
  assert.equal(outcome, { results: [kernels, pictures, kernels, pictures], warnings: [] });
});

test.run();
