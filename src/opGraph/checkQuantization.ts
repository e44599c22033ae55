// Whether what a graph says of its integers can be so: its numbers would be others, without a word, if it could not.

import type { Constant, OpGraph, ValueQuantization } from "../formats/opGraphTypes.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { wholeRange } from "./elementType.js";
import { isIntegers } from "./integerNumbers.js";

/** @throws LinnetError naming the constant or value, with what was expected of it and what was found */
export function checkQuantization({ quantization = new Map(), constants, inputs, nodes }: OpGraph): void {
  const made = new Set([...inputs.map(({ name }) => name), ...nodes.flatMap(({ outputs }) => outputs)]);
  for (const [name, one] of quantization) {
    const constant = constants.get(name);
    // What a part of a graph does not have is said of the whole.
    if (constant === undefined && !made.has(name)) continue;
    const problem = problemOf(one) ?? (constant === undefined ? problemOfMade(one) : problemOfConstant(one, constant));
    if (problem === null) continue;
    const where = `${constant === undefined ? "value" : "constant"} "${name}"`;
    throw new LinnetError(`${where}: expected ${problem.expected}, got ${problem.found}`);
  }
}

/** Whether integers of the type can stand for real numbers so. */
export function isQuantization(quantization: ValueQuantization): boolean {
  return problemOf(quantization) === null;
}

interface Problem {
  readonly expected: string;
  readonly found: string;
}

function problemOf({ type, scale, zeroPoint }: ValueQuantization): Problem | null {
  const range = wholeRange(type);
  if (range === null) return { expected: "a type of whole numbers", found: describe(type) };
  if (scale.length === 0 || scale.length !== zeroPoint.length) {
    const found = `${scale.length} and ${zeroPoint.length}`;
    return { expected: "as many zero points as scales, and one or more", found };
  }
  const span = range[1] - range[0];
  const wrong = scale.find((one) => !(one >= 0 && Number.isFinite(Math.fround(one * span))));
  if (wrong !== undefined) return { expected: "scales of 0 or more, of finite real numbers", found: describe(wrong) };
  const outside = zeroPoint.find((one) => !isWithin(one, range));
  return outside === undefined
    ? null
    : { expected: `zero points that are numbers of ${type}`, found: describe(outside) };
}

/**
 * Values of up to 16 bits are rounded to their scale, or limited by it. None has a scale of 0: TensorFlow's quantizers write 8e-9 or
 * 5e-41 for what is always 0, and LiteRT refuses 0, crashes, or leaves out the biases of what follows.
 */
function problemOfMade({ type, scale }: ValueQuantization): Problem | null {
  if (scale.length > 1) return { expected: "a single scale", found: `${scale.length}` };
  const isUsed = wholeRange(type)![1] < 2 ** 16;
  return isUsed && scale[0] === 0 ? { expected: "a scale above 0", found: "0" } : null;
}

/** A channel whose weights are all the same may have a scale of 0. */
function problemOfConstant({ type, scale, axis }: ValueQuantization, { shape, ...constant }: Constant): Problem | null {
  const { length } = scale;
  if (length > 1 && shape[axis] !== length)
    return {
      expected: `a scale for each of the ${shape[axis] ?? 0} entries of axis ${axis}, or one`,
      found: `${length}`,
    };
  // Real numbers that were computed of it when the graph was imported are no integers any more.
  if (!isIntegers(constant.values)) return null;
  if (type !== constant.type) return { expected: `numbers of ${type}, as its scales are for`, found: constant.type };
  const range = wholeRange(type)!;
  const outside = constant.values instanceof Float64Array && constant.values.find((one) => !isWithin(one, range));
  return typeof outside === "number" ? { expected: `numbers of ${type}`, found: describe(outside) } : null;
}

function isWithin(value: number, [least, most]: readonly [number, number]): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
