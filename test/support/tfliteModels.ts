// Real models from ../shared, and what LiteRT computes of one input: test/golden/files/tfliteModels.json, made by
// test/oracles/files/tfliteModels.py.

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { readTflite } from "../../src/formats/tflite/readTflite.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { runGraph } from "../../src/opGraph/runGraph.js";
import { tensorValue, toTensor } from "../../src/opGraph/value.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { readFilesFixture } from "./packedFiles.js";
import { roundedOps } from "./roundedOps.js";
import { sharedPath } from "./shared.js";

interface GoldenOutput {
  readonly shape: readonly number[];
  /** Of a quantized output. */
  readonly scale: number;
  readonly places: readonly number[];
  readonly values: readonly number[];
}

export interface GoldenModel {
  readonly file: string;
  readonly input: readonly number[];
  readonly outputs: readonly GoldenOutput[];
}

export const { models } = readFilesFixture("tfliteModels") as { readonly models: readonly GoldenModel[] };

/** The path of a file in ../shared, or null, with a line that says what is skipped. */
export function sharedFile(file: string): string | null {
  const folder = sharedPath(dirname(file), file);
  return folder === null ? null : join(folder, basename(file));
}

/** The same rule as in the script. */
export function hashedInput(shape: readonly number[]): Tensor {
  const hash = (i: number): number => (((i * 2654435761) >>> 0) % 2001) / 1000 - 1;
  const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => hash(i));
  return Tensor.from(values.length === 1 ? values.map(Math.abs) : values, shape);
}

/** The largest distance between what was found and what LiteRT computes, relative where numbers are above 1. */
export function distanceTo({ outputs }: GoldenModel, found: readonly Tensor[]): number {
  const distances = outputs.flatMap(({ shape, places, values }, index) => {
    const y = found[index]!;
    assert.equal(y.shape, shape);
    return values.map((value, place) => Math.abs(y.values[places[place]!]! - value) / (1 + Math.abs(value)));
  });
  return Math.max(...distances);
}

/** The steps of the output's integers to what LiteRT computes, where linnet's ops are rounded as its are. */
export async function stepsWhenRounded(golden: GoldenModel, path: string): Promise<number> {
  const { graph } = readTflite(readFileSync(path), path);
  const given = new Map([[graph!.inputs[0]!.name, tensorValue(hashedInput(golden.input))]]);
  const [y] = runGraph(graph!, given, roundedOps(await loadDialect("tflite")));
  const [{ scale, places, values }] = golden.outputs as readonly [GoldenOutput];
  const found = toTensor(y!).values;
  return Math.max(...values.map((value, index) => Math.abs(found[places[index]!]! - value) / scale));
}
