// A process with one peer in it: predicts once at its start, and then each time that it is asked to.

import { type Predict, pictures, type RunnerOptions } from "./network.ts";

export const peerNames = [
  "linnet",
  "tfjs-wasm",
  "onnxruntime-web",
  "onnxruntime-node",
  "gpu.js webasm",
  "gpu.js cpu",
  "tfjs-cpu",
] as const;

export type PeerName = (typeof peerNames)[number];

export type Report =
  | { readonly kind: "ready"; readonly logits: readonly number[] }
  | { readonly kind: "ran"; readonly milliseconds: number }
  | { readonly kind: "memory"; readonly peakBytes: number };

const open: { readonly [Name in PeerName]: (options: RunnerOptions) => Promise<Predict> } = {
  linnet: async (options) => (await import("./linnet.ts")).openWasm(options),
  "gpu.js webasm": async (options) => (await import("./linnet.ts")).openGpu("webasm", options),
  "gpu.js cpu": async (options) => (await import("./linnet.ts")).openGpu("cpu", options),
  "tfjs-wasm": async (options) => (await import("./tfjs.ts")).openTfjs("wasm", options),
  "tfjs-cpu": async (options) => (await import("./tfjs.ts")).openTfjs("cpu", options),
  "onnxruntime-web": async (options) => (await import("./onnx.ts")).openOnnxWeb(options),
  "onnxruntime-node": async (options) => (await import("./onnx.ts")).openOnnxNode(options),
};

if (process.send !== undefined) await serve(process.argv[2] as PeerName, JSON.parse(process.argv[3]!));

async function serve(name: PeerName, options: RunnerOptions): Promise<void> {
  const pixels = pictures(options.batch);
  const predict = await open[name](options);
  const send = (report: Report): void => void process.send!(report);
  send({ kind: "ready", logits: [...(await predict(pixels))] });
  process.on("message", async (request: "run" | "memory") => {
    if (request === "memory") return send({ kind: "memory", peakBytes: process.resourceUsage().maxRSS * 1024 });
    // The process was stopped: its threads have to wake up first.
    await predict(pixels);
    const start = performance.now();
    await predict(pixels);
    send({ kind: "ran", milliseconds: performance.now() - start });
  });
}
