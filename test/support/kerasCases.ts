// Models of Keras and what it computed of them, made by the scripts in test/oracles/files.

import type { Shape } from "../../src/tensor/shape.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { readFilesFixture, unpack } from "./packedFiles.js";
import { scriptInput } from "./scriptInput.js";

export interface KerasCase {
  readonly name: string;
  /** How the file's name ends. */
  readonly suffix: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Files in the same folder. */
  readonly beside: { readonly [name: string]: Uint8Array };
  readonly inputs: readonly Shape[];
  readonly outputs: readonly { readonly shape: Shape; readonly values: Float32Array }[];
}

interface WrittenCase {
  readonly name: string;
  readonly suffix: string;
  readonly packed: string;
  readonly beside?: { readonly [name: string]: string };
  readonly inputs: readonly Shape[];
  readonly outputs: readonly { readonly shape: Shape; readonly values: string }[];
}

export function kerasCases(fixture: string): readonly KerasCase[] {
  return (readFilesFixture(fixture) as readonly WrittenCase[]).map(({ packed, beside = {}, outputs, ...others }) => ({
    ...others,
    bytes: unpack(packed),
    beside: Object.fromEntries(Object.entries(beside).map(([name, file]) => [name, unpack(file)])),
    outputs: outputs.map(({ shape, values }) => ({ shape, values: floatsOf(values) })),
  }));
}

function floatsOf(packed: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(packed, "base64")).buffer);
}

/** The input that the scripts gave, of which no numbers are kept. */
export function inputOf(shape: Shape): Float32Array {
  return scriptInput(sizeOf(shape));
}

/** The largest difference, as a part of the largest value or of 1. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [largest, error] = [1, 0];
  for (let index = 0; index < expected.length; index += 1) {
    largest = Math.max(largest, Math.abs(expected[index]!));
    const difference = Math.abs(found[index]! - expected[index]!);
    error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(error, difference);
  }
  return error / largest;
}
