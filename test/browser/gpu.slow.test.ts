// The built package, bundled and minified: GPU.js's modes in headless Chromium and in Node, against the plain loops.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPage } from "../support/page.js";

/** Compares a small network, forward and its gradient, between a mode of GPU.js and the reference. */
const program = `
  import { gpuBackend, compile, mobileNetV2, inferenceContext, Tensor, referenceBackend } from "linnet";
  import { gradients } from "linnet/graph";
  import { conv2d, depthwiseConv2d } from "linnet/ops";

  const filled = (shape, seed) =>
    Tensor.from(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 12.9898 + seed)), shape);

  const worst = (found, expected) => {
    const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-30);
    return found.reduce((error, value, i) => Math.max(error, Math.abs(value - expected[i])), 0) / largest;
  };

  export async function compareMode(mode) {
    const backend = await gpuBackend({ mode, smallestStep: 0 });
    const model = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 5, folded: true });
    const network = (x) => model.call(x, inferenceContext);
    const step = (x, kernel, depthwise) => {
      const y = depthwiseConv2d(conv2d(x, kernel), depthwise, { padding: "same", strides: 2 });
      return [y, ...gradients(y, [x, kernel, depthwise], filled(y.shape, 9))];
    };
    const results = {};
    for (const [name, f, shapes] of [
      ["network", network, [[2, 32, 32, 3]]],
      ["gradients", step, [[2, 7, 7, 5], [1, 1, 5, 6], [3, 3, 6, 1]]],
    ]) {
      const inputs = shapes.map(filled);
      const onGpu = await compile(f, shapes, { backend });
      const plain = await compile(f, shapes, { backend: referenceBackend });
      const [found, expected] = [await onGpu(...inputs), await plain(...inputs)];
      const error = Math.max(...found.map(({ values }, index) => worst(values, expected[index].values)));
      results[name] = { error, how: onGpu.program.describe(), servedBy: onGpu.program.servedBy };
      await onGpu.program.close();
    }
    return results;
  }
  globalThis.compareMode = compareMode;
`;

interface ModeResult {
  readonly [name: string]: { readonly error: number; readonly how: string; readonly servedBy: readonly string[] };
}

function check(mode: string, results: ModeResult): void {
  for (const [name, { error, how, servedBy }] of Object.entries(results)) {
    assert.ok(error < 1e-4, `${mode} ${name}: relative error ${error}; ${how}`);
    assert.match(how, new RegExp(`GPU.js ${mode}`));
    assert.ok(
      servedBy.every((kernel) => kernel.startsWith("gpu:")),
      `${mode} ${name}: ${servedBy}`,
    );
  }
}

async function bundle(platform: "browser" | "node"): Promise<string> {
  const options = {
    bundle: true,
    minify: true,
    format: "esm",
    platform,
    write: false,
    target: "es2022",
    tsconfigRaw: {},
  } as const;
  const banner =
    platform === "node"
      ? { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' }
      : {};
  const stdin = { contents: program, resolveDir: ".", sourcefile: "page.js" };
  const { outputFiles } = await build({ ...options, banner, stdin, external: platform === "node" ? ["gl"] : [] });
  return outputFiles[0]!.text;
}

test("the minified bundle in Node", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-"));
  const file = join(folder, "bundle.mjs");
  writeFileSync(file, await bundle("node"));
  const { compareMode } = (await import(pathToFileURL(file).href)) as {
    compareMode(mode: string): Promise<ModeResult>;
  };
  for (const mode of ["webasm", "cpu"]) check(mode, await compareMode(mode));
});

test("the minified bundle in a page: WebGL2, WebAssembly and plain JavaScript", async () => {
  const files = new Map([["/page.js", await bundle("browser")]]);
  const flags = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"];
  await inPage({ tests: "GPU.js in a page", files, flags }, async (page) => {
    await page.waitForFunction("globalThis.compareMode !== undefined");
    for (const mode of ["webgl2", "webasm", "cpu"])
      check(mode, (await page.evaluate(`compareMode(${JSON.stringify(mode)})`)) as ModeResult);
  });
});

test.run();
