// Real models from ../shared, and what LiteRT computes of one input: test/golden/files/tfliteModels.json, made by
// test/oracles/files/tfliteModels.py.

import { basename, dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { readFilesFixture } from "./packedFiles.js";
import { scriptInput } from "./scriptInput.js";
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
  const values = scriptInput(sizeOf(shape));
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

/** The largest distance in steps of a quantized output, and the part of its numbers that is at most one step away. */
export function stepsTo(
  { outputs }: GoldenModel,
  [y]: readonly Tensor[],
): { readonly most: number; readonly near: number } {
  const [{ scale, places, values }] = outputs as readonly [GoldenOutput];
  const steps = values.map((value, index) => Math.abs(y!.values[places[index]!]! - value) / scale);
  return { most: Math.max(...steps), near: steps.filter((one) => one < 1.01).length / steps.length };
}
