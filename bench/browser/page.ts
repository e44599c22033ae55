// The page's script: it opens the network once, and is then asked for times.

import { pictures } from "../peers/network.ts";
import { type Inference, openInference } from "./inference.ts";
import { longestPause } from "./longestPause.ts";

const pixels = pictures(1);
let inference: Inference | null = null;

const bench = {
  async open(threads: number): Promise<{ readonly how: string; readonly logits: readonly number[] }> {
    inference = await openInference("/weights.safetensors", threads);
    return { how: inference.how, logits: [...(await inference.predict(pixels))] };
  },
  /** Milliseconds of a prediction, when another has just woken up the threads. */
  async run(): Promise<number> {
    await inference!.predict(pixels);
    const start = performance.now();
    await inference!.predict(pixels);
    return performance.now() - start;
  },
  /** The longest time for which the page could not have answered its user while it predicted. */
  longestPause: (predictions: number): Promise<number> =>
    longestPause(async () => {
      for (let count = 0; count < predictions; count += 1) await inference!.predict(pixels);
    }),
};

export type PageBench = typeof bench;

Object.assign(globalThis, { bench, isIsolated: crossOriginIsolated });
