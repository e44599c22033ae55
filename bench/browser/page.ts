// The page's script: it opens the network in one library, once, and is then asked for times.

import { readSafetensors } from "linnet";
import { engine } from "../engine.ts";
import { countOf, pictures, type Weights } from "../peers/network.ts";
import { type Ran, timeStream } from "../peers/stream.ts";
import type { Inference, InferenceOptions } from "./inference.ts";
import { longestPause } from "./longestPause.ts";
import type { PagePeerName } from "./pagePeers.ts";

const MODEL = "/model";

async function weights(): Promise<Weights> {
  return readSafetensors(new Uint8Array(await (await fetch(MODEL)).arrayBuffer()), MODEL).tensors;
}

const libraries: { readonly [Name in PagePeerName]: (options: InferenceOptions) => Promise<Inference> } = {
  linnet: async (options) => (await import("./linnetPage.ts")).openLinnetInPage(MODEL, options),
  "linnet int8": async (options) => (await import("./linnetPage.ts")).openLinnetInPage(MODEL, options),
  "LiteRT.js": async (options) => (await import("./litertPage.ts")).openLiteRtInPage(MODEL, options),
  "LiteRT.js int8": async (options) => (await import("./litertPage.ts")).openLiteRtInPage(MODEL, options),
  "tfjs-wasm": async (options) =>
    options.network === "MobileNetV2"
      ? (await import("./tfjsPage.ts")).openTfjsInPage(await weights(), options)
      : (await import("./tfjsLayersPage.ts")).openLayersInPage(`${MODEL}/model.json`, options),
  "onnxruntime-web": async (options) => (await import("./onnxPage.ts")).openOnnxInPage(MODEL, options),
};

let inference: Inference | null = null;
let pixels: Float32Array = new Float32Array();

const bench = {
  async open(name: PagePeerName, options: InferenceOptions): Promise<Opened> {
    pixels = pictures(options.batch);
    const start = performance.now();
    inference = await libraries[name](options);
    const logits = [...(await inference.predict(pixels))];
    const firstMilliseconds = performance.now() - start;
    return { how: inference.how, isIsolated: crossOriginIsolated, engine, firstMilliseconds, logits };
  },
  run: (): Promise<Ran> => timeStream(() => inference!.predict(pixels), countOf(pixels)),
  /** The longest time for which the page could not have answered its user while it predicted. */
  longestPause: (predictions: number): Promise<number> =>
    longestPause(async () => {
      for (let count = 0; count < predictions; count += 1) await inference!.predict(pixels);
    }),
};

export interface Opened {
  readonly how: string;
  /** Whether the page may share memory among threads. */
  readonly isIsolated: boolean;
  /** What WebAssembly has in it. */
  readonly engine: string;
  /** From the model's address to the first logits. */
  readonly firstMilliseconds: number;
  readonly logits: readonly number[];
}

Object.assign(globalThis, { bench });
