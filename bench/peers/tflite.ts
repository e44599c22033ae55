// Networks as LiteRT's files: linnet's own export, and in whole numbers the file that Google publishes.

import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Network } from "linnet";
import { writeTflite } from "../../src/formats/tflite/writeTflite.ts";
import type { WrittenGraph } from "../../src/formats/writtenGraph.ts";
import { exportGraph } from "../../src/opGraph/export/exportGraph.ts";
import { tfliteDialect } from "../../src/opGraph/export/tflite/dialect.ts";

/** For a fixed number of pictures: LiteRT.js has no way to resize a batch. */
export function writeTfliteFile(file: string, network: Network, batch: number): void {
  writeFileSync(file, writeTflite(withBatch(exportGraph(network, tfliteDialect), batch)));
}

function withBatch(graph: WrittenGraph, batch: number): WrittenGraph {
  const types = [...graph.types].map(([name, type]) => {
    const [, ...example] = type.shape;
    return [name, type.openAxes.length === 0 ? type : { ...type, shape: [batch, ...example], openAxes: [] }] as const;
  });
  return { ...graph, types: new Map(types) };
}

const name = "tf2_mobilenet_v2_1.0_224_ptq.tflite";

/** MobileNetV2 1.0 at 224 by TensorFlow's quantization after training: int8 by channel, for one picture. */
export const int8File = fileURLToPath(new URL(`../../../shared/weights/${name}`, import.meta.url));

/** Why there is no such file, or null if there is one. */
export function whyNoInt8File(): string | null {
  return existsSync(int8File) ? null : `there is no ../shared/weights/${name}`;
}
