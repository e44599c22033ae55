// A process with one peer in it: predicts once at its start, and then each time that it is asked to.

import { peakBytes, serve } from "../serve.ts";
import { median } from "../statistics.ts";
import { countOf, type Predict, pictures, type RunnerOptions } from "./network.ts";
import type { Changed, PeerName, Ready } from "./peer.ts";
import { type Ran, timeStream } from "./stream.ts";

/** Those in Python have scripts of their own. */
type Name = Exclude<PeerName, "LiteRT" | "LiteRT int8" | "Keras" | "Keras XLA">;

const open: { readonly [N in Name]: (options: RunnerOptions) => Promise<Predict> } = {
  linnet: async (options) => (await import("./linnet.ts")).openWasm(options),
  "linnet int8": async (options) => (await import("./linnet.ts")).openWasm(options),
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

const run = (): Promise<Ran> => timeStream(() => predict(pixels), options.batch);

/** Other numbers of pictures than before: what a library has to do for them is timed with them. */
async function change(): Promise<Changed> {
  const calls = [1, 2, 1, 5].map(pictures);
  for (const call of calls) predict.prepare?.(call);
  const alone = [];
  for (let count = 0; count < 10; count += 1) alone.push((await run()).milliseconds);
  const start = performance.now();
  for (const call of calls) await predict(call);
  const all = calls.reduce((total, call) => total + countOf(call), 0);
  return { milliseconds: performance.now() - start, picturesAlone: all * median(alone) };
}

await serve(ready, async (request) => (request === "change" ? change() : run()));
