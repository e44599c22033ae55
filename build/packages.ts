// The packages that linnet is built with: for each, what is used of it, and the file of dist/vendor/ that this becomes.

import type { Target } from "./bind.js";

export interface Package {
  /** Its name in dist/vendor/. */
  readonly file: string;
  /** As linnet's sources import it, or the file of src/ that gathers its parts. */
  readonly imported: string;
  /** What is built. */
  readonly entry: string;
  readonly target: Target;
  /** Replaced in its text. */
  readonly define?: { readonly [expression: string]: string };
}

/** For pages, and for Node too where that has none of its own. */
const shared: readonly Package[] = [
  {
    file: "seedrandom.js",
    imported: "seedrandom/seedrandom.js",
    entry: 'export { default } from "seedrandom/seedrandom.js";',
    target: "browser",
  },
  {
    file: "jpeg-js.js",
    imported: "jpeg-js",
    entry: 'export { decode, encode } from "jpeg-js";',
    target: "browser",
    // A page has no Buffer.
    define: { "Buffer.from": "Uint8Array.from" },
  },
  {
    file: "fflate.js",
    imported: "fflate",
    entry: 'export { Inflate, unzlibSync, zipSync } from "fflate";',
    target: "browser",
  },
  {
    file: "jsfive.js",
    imported: "jsfive",
    entry: 'export { Dataset, File, Filters, Group } from "jsfive";',
    target: "browser",
  },
  {
    file: "protobuf.js",
    imported: "src/formats/onnx/protobuf.ts",
    entry: 'export * from "./src/formats/onnx/protobuf.ts";',
    target: "browser",
  },
  {
    file: "flatbuffers.js",
    imported: "flatbuffers",
    entry: 'export { Builder, ByteBuffer } from "flatbuffers";',
    target: "browser",
  },
  { file: "d3-random.js", imported: "d3-random", entry: 'export { randomBeta } from "d3-random";', target: "browser" },
  {
    file: "echarts.js",
    imported: "src/report/echarts.ts",
    entry: 'export * from "./src/report/echarts.ts";',
    target: "browser",
  },
  {
    file: "gpu.js",
    imported: "gpu.js",
    entry: 'import gpuWith from "./gpu.core.js"; export const { GPU, Input } = gpuWith();',
    target: "browser",
  },
];

const forNode: readonly Package[] = [
  {
    file: "gpu.node.js",
    imported: "gpu.js",
    entry:
      'import { createRequire } from "node:module"; import gpuWith from "./gpu.core.js"; ' +
      "export const { GPU, Input } = gpuWith(createRequire(import.meta.url));",
    target: "node",
  },
  {
    file: "pngjs.js",
    imported: "pngjs",
    entry: 'import pngjs from "pngjs"; export const { PNG } = pngjs; export default pngjs;',
    target: "node",
  },
  {
    file: "mozjpeg.js",
    imported: "@jsquash/jpeg/codec/dec/mozjpeg_dec.js",
    entry: 'export { default } from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";',
    target: "node",
  },
  {
    file: "libwebp.js",
    imported: "@jsquash/webp/codec/dec/webp_dec.js",
    entry: 'export { default } from "@jsquash/webp/codec/dec/webp_dec.js";',
    target: "node",
  },
  {
    file: "commander.js",
    imported: "commander",
    entry: 'export { Argument, Command, InvalidArgumentError, Option } from "commander";',
    target: "node",
  },
  {
    file: "cli-progress.js",
    imported: "cli-progress",
    entry: 'import progress from "cli-progress"; export const { Presets, SingleBar } = progress;',
    target: "node",
  },
];

export const packages: readonly Package[] = [...shared, ...forNode];

/** Which of them an import of a target means. */
export function packageFor(imported: string, target: Target): Package | undefined {
  const candidates = packages.filter((one) => one.imported === imported);
  return candidates.find((one) => one.target === target) ?? candidates.find((one) => one.target === "browser");
}

/** Stays a package of its own: 2.5 MB of WebAssembly, under another license, that Node alone loads. */
export const dependencies: readonly string[] = ["@resvg/resvg-wasm"];

/** Other files of packages that linnet is built with, as `packageFile` names them. */
export const assets: readonly string[] = [
  "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2",
  "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
  "@jsquash/webp/codec/dec/webp_dec.wasm",
];
