// Depthwise convolution of bytes, eight channels at a time, with sums of 32 bits. Rows of the kernel are taken together, so that
// one instruction multiplies and adds the numbers of several: four where relaxed SIMD's dot product of bytes is exact and weights
// are bytes, else two.
//
// Bytes are multiplied as they are, and not less what stands for 0. That is made up for where a sum starts, as if all of the
// kernel's columns from its first on were met, and where it ends, for those that were not.

import { depthwiseConv2dInt8Op } from "../../../../tensor/ops/int8/convolutions.js";
import { type I32, i32, type Statement, type V128 } from "../../assembler/expression.js";
import { type Local, sequence } from "../../assembler/function.js";
import { i16x8, i32x4, v128 } from "../../assembler/narrow.js";
import type { Int8Target, KernelBody } from "../../kernel.js";
import { forwardShape } from "../depthwise.js";
import {
  type Arithmetic,
  atPlace,
  canWalk,
  type DepthwiseShape,
  DepthwiseWalk,
  describeWalk,
  type Place,
  type Reach,
  type Sums,
} from "../depthwiseWalk.js";
import { addressAt } from "../lanes.js";
import { serveInt8 } from "../serveInt8.js";
import { interleaveBytes, interleavePairs, loadWide, storeBytes } from "./bytes.js";
import { DepthwiseWeights, GROUP } from "./depthwiseWeights.js";
import { readWeights } from "./readWeights.js";
import { describeRounding, ROUNDING_WORDS, Rounder, type Rounding } from "./requantize.js";

const PLAIN =
  "several outputs a channel, weights that a run computes, and slots of float32: no quantized model has them";

export const depthwiseConv2dInt8 = serveInt8(depthwiseConv2dInt8Op, PLAIN, (step) => {
  const { attributes, inputs, output, int8 } = step;
  const [x, kernel] = inputs;
  const shapes = { source: x.shape, output: output.shape, kernel: kernel.shape };
  const shape = forwardShape(attributes.window, shapes);
  const weights = readWeights(inputs, attributes, step);
  if (x.type !== "int8" || output.type !== "int8" || weights === null || !canWalk(shape)) return null;
  const table = new DepthwiseWeights(shape, int8, weights.terms);
  return {
    kernels: [
      {
        key: `depthwiseInt8 ${describeWalk(shape)} ${table.rows}${describeRounding(weights.rounding)}`,
        operands: [x, table.pack(weights, attributes), output],
        units: output.shape[0]! * output.shape[1]!,
        write: (body) => writeRows(table, shape, weights.rounding, body),
      },
    ],
  };
});

function writeRows(table: DepthwiseWeights, shape: DepthwiseShape, rounding: Rounding, body: KernelBody): void {
  const [x, packed, y] = body.addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const rounder = new Rounder(body.builder, rounding, body.target.int8);
  const arithmetic = new DepthwiseByteArithmetic(table, rounder, body, packed);
  const walk = new DepthwiseWalk(shape, arithmetic, body, { sources: [x], written: [y] });
  body.builder.emit(rounder.start(packed), walk.write());
}

/** This many vectors of weights stay in registers along the row; if there are more, they are loaded where they are used. */
const MAX_KEPT_WEIGHTS = 12;

class DepthwiseByteArithmetic implements Arithmetic {
  readonly lanes = GROUP;
  readonly bytes = 1;
  readonly registers = 2;
  readonly rows: number;
  readonly #table: DepthwiseWeights;
  readonly #rounder: Rounder;
  readonly #int8: Int8Target;
  readonly #packed: I32;
  /** Of the group's channels. */
  readonly #group: Local<"i32">;
  readonly #weights: readonly Local<"v128">[];
  /** The pixels of a column, as they were loaded. */
  readonly #loaded: readonly Local<"v128">[];
  /** The same, with the numbers of a channel side by side. */
  readonly #pixels: readonly [Local<"v128">, Local<"v128">];

  constructor(table: DepthwiseWeights, rounder: Rounder, { builder, target }: KernelBody, packed: I32) {
    this.#table = table;
    this.rows = table.rows;
    this.#rounder = rounder;
    this.#int8 = target.int8;
    this.#packed = packed;
    this.#group = builder.local("i32");
    const kept = table.weightVectors <= MAX_KEPT_WEIGHTS ? table.weightVectors : 0;
    this.#weights = Array.from({ length: kept }, () => builder.local("v128"));
    this.#loaded = [builder.local("v128"), builder.local("v128")];
    this.#pixels = [builder.local("v128"), builder.local("v128")];
  }

  begin(group: I32): Statement {
    const first = i32.add(this.#packed, 4 * ROUNDING_WORDS);
    return sequence(
      this.#group.set(addressAt(first, group, this.#table.groupBytes)),
      ...this.#weights.map((weight, index) => weight.set(v128.load(this.#group, 16 * index))),
    );
  }

  start(sums: Sums, first: Reach): Statement {
    const place = this.#table.startAt(first);
    return sequence(...sums.map((sum, half) => sum.set(v128.load(this.#group, place + 16 * half))));
  }

  load(_row: number, pixels: readonly (Place | null)[]): Statement {
    const [a, b] = this.#loaded as [Local<"v128">, Local<"v128">];
    const pairs =
      this.rows === 2
        ? pixels.map((pixel) => (pixel === null ? v128.zero : loadWide(...atPlace(pixel), this.#int8)))
        : [pairOf(pixels[0]!, pixels[1]!), pairOf(pixels[2]!, pixels[3]!)];
    return sequence(
      a.set(pairs[0]!),
      b.set(pairs[1]!),
      ...interleavePairs(a, b).map((pixel, half) => this.#pixels[half]!.set(pixel)),
    );
  }

  add(sums: Sums, row: number, column: number): Statement {
    const place = this.#table.weightsAt(row, column);
    return sequence(
      ...sums.map((sum, half) => {
        const weights = this.#weights[place / 16 + half] ?? v128.load(this.#group, place + 16 * half);
        const pixels = this.#pixels[half]!;
        return sum.set(
          this.rows === 4 ? i32x4.relaxedDotAdd(weights, pixels, sum) : i32x4.add(i32x4.dot(pixels, weights), sum),
        );
      }),
    );
  }

  finish(sums: Sums, last: Reach, [y]: readonly Place[], lanes: number): Statement {
    const rest = this.#table.endAt(last);
    const rounded = sums.map((sum, half) => {
      const total = rest === null ? sum : i32x4.add(sum, v128.load(this.#group, rest + 16 * half));
      return this.#rounder.sums(total, v128.load(this.#group, this.#table.multipliersAt + 16 * half));
    });
    const [bytes] = sums;
    const [address, offset] = atPlace(y!);
    return sequence(bytes!.set(this.#rounder.bytes(rounded)), storeBytes(address, bytes!, lanes, offset));
  }
}

/** Bytes of two rows in turn. Where a row is missing its weights count for nothing, as it is zeros. */
function pairOf(a: Place | null, b: Place | null): V128 {
  if (b === null) return a === null ? v128.zero : i16x8.loadUnsigned(...atPlace(a));
  return interleaveBytes(a === null ? v128.zero : v128.load64(...atPlace(a)), v128.load64(...atPlace(b)));
}
