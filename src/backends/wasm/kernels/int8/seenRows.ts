// What each pixel of a convolution's output sees, as a row of a matrix: the numbers under the kernel's first row, then those under its
// second, and so on. Rows of numbers of 16 bits are made of a picture of bytes.

import { isPointwise } from "../../../../tensor/ops/conv2d.js";
import { rank4, type Shape } from "../../../../tensor/shape.js";
import type { Window2d } from "../../../../tensor/window.js";
import { type I32, type Integer, i32, type Statement, type V128 } from "../../assembler/expression.js";
import {
  advance,
  choose,
  counters,
  type FunctionBuilder,
  forLoop,
  type Local,
  repeatWhile,
  sequence,
} from "../../assembler/function.js";
import { i32x4, v128 } from "../../assembler/narrow.js";
import type { Int8Target, KernelBody } from "../../kernel.js";
import { addressAt } from "../lanes.js";
import { loadWide } from "./bytes.js";

/** Bytes that are written at a time: what they are too many, the next ones write over. */
export const VECTOR = 16;
/** Longer runs are loops. */
const MOST_VECTORS = 4;

export interface SeenRows {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
  readonly window: Window2d;
  /** Bytes of a number in a row. */
  readonly bytes: 1 | 2;
  /** The number that padding is of. */
  readonly padding: number;
}

/** For the keys of kernels: those without padding share their code whatever their zero points are. */
export function describeSeen({ input, kernel, output, window, bytes, padding }: SeenRows): string {
  const { strides, dilation } = window;
  const padded = window.padding.some((cells) => cells > 0) ? padding : "";
  return [input, kernel, output, strides, window.padding, dilation, bytes, padded].join(" ");
}

export class RowWriter {
  /** Where the rows go. */
  readonly address: I32;
  readonly #rows: SeenRows;
  readonly #x: I32;
  /** Where numbers come from and go to. */
  readonly #source: Local<"i32">;
  readonly #target: Local<"i32">;
  readonly #end: Local<"i32">;
  readonly #padding: Local<"v128">;
  readonly #builder: FunctionBuilder;
  readonly #int8: Int8Target;

  /** @param own has `VECTOR` bytes more than the rows take */
  constructor({ builder, target }: KernelBody, rows: SeenRows, { x, own }: { readonly x: I32; readonly own: I32 }) {
    this.#builder = builder;
    this.#int8 = target.int8;
    this.#rows = rows;
    this.#x = x;
    this.address = own;
    [this.#source, this.#target, this.#end] = counters(builder, 3);
    this.#padding = builder.local("v128");
    const word = rows.bytes === 1 ? (rows.padding & 0xff) * 0x01010101 : (rows.padding & 0xffff) * 0x00010001;
    builder.emit(this.#padding.set(i32x4.splat(i32.constant(word))));
  }

  /** Writes some rows. */
  gather(first: Integer, count: Integer): Statement {
    const { kernel, window } = this.#rows;
    return isPointwise(kernel, window) ? this.#pixels(first, count) : this.#windows(first, count);
  }

  /** Each pixel sees itself alone. */
  #pixels(first: Integer, count: Integer): Statement {
    const { kernel, bytes } = this.#rows;
    const depth = kernel[2]!;
    return sequence(
      this.#source.set(addressAt(this.#x, first, depth)),
      this.#target.set(this.address),
      this.#copyTo(addressAt(this.address, count, depth * bytes)),
    );
  }

  #windows(first: Integer, count: Integer): Statement {
    const { input, kernel, output, window } = this.#rows;
    const [, height, width, channels] = rank4(input);
    const [kernelHeight, kernelWidth] = rank4(kernel);
    const [, outputHeight, outputWidth] = rank4(output);
    const { strides, padding, dilation } = window;
    const [pixel, end, line, left, top, picture, row, kernelRow] = counters(this.#builder, 8);
    const isWhole = i32.lessUnsigned(left, Math.max(0, width - kernelWidth + 1));
    const cells = this.#cells(left);
    const inside = dilation[1] === 1 ? choose(isWhole, this.#copy(kernelWidth * channels), cells) : cells;
    return sequence(
      this.#target.set(this.address),
      end.set(i32.add(first, count)),
      forLoop(
        pixel,
        { from: first, to: end, step: 1 },
        line.set(i32.divideUnsigned(pixel, outputWidth)),
        picture.set(i32.divideUnsigned(line, outputHeight)),
        left.set(placeOf(i32.remainderUnsigned(pixel, outputWidth), strides[1], padding[2])),
        top.set(placeOf(i32.remainderUnsigned(line, outputHeight), strides[0], padding[0])),
        forLoop(
          kernelRow,
          { from: 0, to: kernelHeight, step: 1 },
          row.set(addressAt(top, kernelRow, dilation[0])),
          this.#source.set(
            addressAt(
              this.#x,
              i32.add(i32.multiply(i32.add(i32.multiply(picture, height), row), width), left),
              channels,
            ),
          ),
          choose(i32.lessUnsigned(row, height), inside, this.#fill(kernelWidth * channels)),
        ),
      ),
    );
  }

  /** The cells of a row of the kernel, of which some see the padding. */
  #cells(left: Local<"i32">): Statement {
    const { input, kernel, window } = this.#rows;
    const [, , width, channels] = rank4(input);
    const distance = window.dilation[1];
    const [column, end] = counters(this.#builder, 2);
    return sequence(
      end.set(i32.add(left, kernel[1]! * distance)),
      // Columns left of the picture are negative, so this loop compares signed numbers.
      column.set(left),
      repeatWhile(
        i32.lessSigned(column, end),
        choose(i32.lessUnsigned(column, width), this.#copy(channels), this.#fill(channels)),
        advance(this.#source, distance * channels),
        advance(column, distance),
      ),
    );
  }

  /** Leaves the source where it is. */
  #copy(count: number): Statement {
    const kept = this.#builder.local("i32");
    return this.#run(
      count,
      (index) => this.#load(this.#source, (index * VECTOR) / this.#rows.bytes),
      (behind) => sequence(kept.set(this.#source), this.#copyTo(behind), this.#source.set(kept)),
    );
  }

  #fill(count: number): Statement {
    return this.#run(
      count,
      () => this.#padding,
      (behind) => this.#loop(behind, this.#padding),
    );
  }

  #run(count: number, vector: (index: number) => V128, loop: (behind: I32) => Statement): Statement {
    const bytes = count * this.#rows.bytes;
    const behind = i32.add(this.#target, bytes);
    const vectors = Math.ceil(bytes / VECTOR);
    if (vectors > MOST_VECTORS) return loop(behind);
    return sequence(
      ...Array.from({ length: vectors }, (_, index) => v128.store(this.#target, vector(index), VECTOR * index)),
      this.#target.set(behind),
    );
  }

  #copyTo(behind: I32): Statement {
    const next = advance(this.#source, VECTOR / this.#rows.bytes);
    return this.#loop(behind, this.#load(this.#source, 0), next);
  }

  #loop(behind: I32, vector: V128, ...next: readonly Statement[]): Statement {
    return sequence(
      this.#end.set(behind),
      repeatWhile(
        i32.lessUnsigned(this.#target, this.#end),
        v128.store(this.#target, vector),
        ...next,
        advance(this.#target, VECTOR),
      ),
      this.#target.set(this.#end),
    );
  }

  #load(address: I32, offset: number): V128 {
    return this.#rows.bytes === 1 ? v128.loadBytes(address, offset) : loadWide(address, offset, this.#int8);
  }
}

/** Where the window of an output begins along an axis; negative in the padding. */
function placeOf(index: I32, stride: number, padding: number): I32 {
  return i32.subtract(i32.multiply(index, stride), padding);
}
