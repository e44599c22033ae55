// A process with one peer in it: predicts once at its start, and then each time that it is asked to.

import { peakBytes, serve } from "../serve.ts";
import { type Predict, pictures, type RunnerOptions } from "./network.ts";
import type { PeerName, Ran, Ready } from "./peer.ts";

/** Those in Python have scripts of their own. */
type Name = Exclude<PeerName, "LiteRT" | "LiteRT int8" | "Keras" | "Keras XLA">;

const open: { readonly [N in Name]: (options: RunnerOptions) => Promise<Predict> } = {
  linnet: async (options) => (await import("./linnet.ts")).openWasm(options),
  "gpu.js webasm": async (options) => (await import("./linnet.ts")).openGpu("webasm", options),
  "gpu.js cpu": async (options) => (await import("./linnet.ts")).openGpu("cpu", options),
  "tfjs-wasm": async (options) => (await import("./tfjs.ts")).openTfjs("wasm", options),
  "tfjs-cpu": async (options) => (await import("./tfjs.ts")).openTfjs("cpu", options),
  "onnxruntime-web": async (options) => (await import("./onnx.ts")).openOnnxWeb(options),
  "onnxruntime-node": async (options) => (await import("./onnx.ts")).openOnnxNode(options),
};

const options = JSON.parse(process.argv[3]!) as RunnerOptions;
const pixels = pictures(options.batch);
const predict = await open[process.argv[2] as Name](options);
const logits = await predict(pixels);
const ready: Ready = { logits: [...logits], peakBytes: peakBytes() };
await serve(ready, async (): Promise<Ran> => {
  // The process was stopped: its threads have to wake up first, which a batch of pictures does not notice.
  if (options.batch === 1) await predict(pixels);
  const start = performance.now();
  await predict(pixels);
  return { milliseconds: performance.now() - start };
});
