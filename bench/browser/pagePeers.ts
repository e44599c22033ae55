// The libraries that are compared in a page.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { ModelFiles } from "../peers/model.ts";
import { int8File, whyNoInt8File } from "../peers/tflite.ts";
import { skipped } from "../report.ts";

export type PagePeerName = "linnet" | "linnet int8" | "LiteRT.js" | "LiteRT.js int8" | "tfjs-wasm" | "onnxruntime-web";

export interface PagePeer {
  readonly name: PagePeerName;
  readonly threads: readonly number[];
  /** The file of the network, for so many pictures, or the folder of several. */
  model(files: ModelFiles, batch: number): string;
  /** The package whose files it loads, their folder there, and the folder of the page that has them. */
  readonly loads?: { readonly module: string; readonly path: string; readonly at: string };
  /** How far its logits may lie from linnet's, in parts of the largest. */
  readonly tolerance: number;
  /** Why it has no file here, if there is none. Its file is of MobileNetV2, for one picture. */
  readonly whyNoFile?: () => string | null;
}

/** Weights and activations have 256 steps. */
const int8 = { model: () => int8File, tolerance: 0.15, whyNoFile: whyNoInt8File } as const;

const litert = { module: "@litertjs/core", path: "../wasm", at: "/litert/" };

export const pagePeers: readonly PagePeer[] = [
  { name: "linnet", threads: [1, 2], model: ({ safetensors }) => safetensors, tolerance: 1e-3 },
  { name: "linnet int8", threads: [1, 2], ...int8 },
  { name: "LiteRT.js", threads: [1, 2], model: ({ tflite }, batch) => tflite(batch), loads: litert, tolerance: 1e-3 },
  { name: "LiteRT.js int8", threads: [1, 2], loads: litert, ...int8 },
  {
    name: "tfjs-wasm",
    // Its release 4.22 loads its threads and then uses one: https://github.com/tensorflow/tfjs/issues/8513.
    threads: [1],
    model: ({ safetensors, tfjs }) => tfjs ?? safetensors,
    loads: { module: "@tensorflow/tfjs-backend-wasm", path: ".", at: "/tfjs/" },
    tolerance: 1e-3,
  },
  {
    name: "onnxruntime-web",
    threads: [1, 2],
    model: ({ onnx }) => onnx,
    loads: { module: "onnxruntime-web", path: ".", at: "/onnx/" },
    tolerance: 1e-3,
  },
];

/** On this machine. */
export function folderOf({ module, path }: NonNullable<PagePeer["loads"]>): string {
  return join(dirname(createRequire(import.meta.url).resolve(module)), path);
}

/** linnet and the peers that are wanted and installed; why the others are left out is printed. */
export function wantedPagePeers(names: readonly string[] | undefined): readonly PagePeer[] {
  return pagePeers.filter((peer) => {
    if (peer.name === "linnet") return true;
    if (names?.includes(peer.name) === false) return false;
    const why = whyNot(peer);
    if (why !== null) skipped(`${peer.name} in a page`, why);
    return why === null;
  });
}

function whyNot({ loads, whyNoFile }: PagePeer): string | null {
  try {
    if (loads !== undefined) folderOf(loads);
  } catch (error) {
    return (error as Error).message;
  }
  return whyNoFile?.() ?? null;
}
