// A process with one library in it, which predicts by WebGPU each time that it is asked to.

import { gpuBackend, loadBackend, wasmBackend } from "linnet";
import { pictures } from "../peers/network.ts";
import { serve } from "../serve.ts";
import { installWebGpu } from "./adapter.ts";
import type { ContenderOptions, ContenderRan, ContenderReady, GpuInference, GpuLibrary } from "./library.ts";
import { openLinnet } from "./linnet.ts";

const open: { readonly [Name in GpuLibrary]: (options: ContenderOptions) => Promise<GpuInference> } = {
  "linnet wasm": async (options) => openLinnet(await wasmBackend(), options),
  "linnet gpu": async (options) => openLinnet(await gpuBackend({ mode: "webgpu" }), options),
  "linnet webgpu": async (options) => openLinnet(await loadBackend("webgpu"), options),
  "tfjs-webgpu": async (options) => (await import("./tfjs.ts")).openTfjs(options),
  "onnxruntime-webgpu": async (options) => (await import("./onnx.ts")).openOnnx(options, false),
  "onnxruntime-webgpu captured": async (options) => (await import("./onnx.ts")).openOnnx(options, true),
};

/** The process was stopped, and graphics hardware that has nothing to do lowers its clock. */
const WARM_UP = 3;

const options = JSON.parse(process.argv[2]!) as ContenderOptions;

async function start(): Promise<void> {
  if (options.library !== "linnet wasm") await installWebGpu();
  const pixels = pictures(options.batch);
  const begun = performance.now();
  const { predict, how } = await open[options.library](options);
  const logits = await predict(pixels);
  const ready: ContenderReady = { logits: [...logits], how, firstMilliseconds: performance.now() - begun };
  await serve(ready, () => run(() => predict(pixels)));
}

async function run(predict: () => Promise<unknown>): Promise<ContenderRan> {
  for (let count = 0; count < WARM_UP; count += 1) await predict();
  const milliseconds: number[] = [];
  const end = performance.now() + options.milliseconds;
  do {
    const begun = performance.now();
    await predict();
    milliseconds.push(performance.now() - begun);
  } while (performance.now() < end);
  return { milliseconds };
}

await start().catch((error: Error) => {
  // Its stack would take the place of what it says.
  console.error(error.message);
  process.exit(1);
});
