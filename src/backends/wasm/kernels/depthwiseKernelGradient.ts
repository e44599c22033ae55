// The gradient of a depthwise convolution by its kernel: the convolution's walk, where each pixel meets the slopes of its outputs and
// is added to the sums of the kernel's cells. Sums are of some rows of a picture, and are then summed themselves.

import { depthwiseConv2dKernelGradientOp } from "../../../tensor/gradients/depthwiseConv2d.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { type I32, i32, type Statement, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, repeatWhile, sequence, when } from "../assembler/function.js";
import { type Kernel, type KernelBody, ScratchSpace, type Served, servePartly } from "../kernel.js";
import { forwardShape, PLAIN } from "./depthwise.js";
import {
  type Arithmetic,
  atPlace,
  canWalk,
  type DepthwiseShape,
  DepthwiseWalk,
  type Place,
  type Reach,
  type Sums,
} from "./depthwiseWalk.js";
import { addressAt, groupAt, LANES, loadLanes, storeLanes } from "./lanes.js";
import type { GradientStep } from "./pointwiseInputGradient.js";
import { sumRows } from "./reduce.js";
import { type TapRun, tapRuns, walk } from "./tapsInPicture.js";
import { LINE, lineToucher } from "./touchLines.js";

/** dkernel[cell] = the sum over all outputs of dy times what that cell read. */
function depthwiseKernelGradient({
  attributes: { kernelShape, ...window },
  inputs: [x, dy],
  output,
}: GradientStep<Window2d & { readonly kernelShape: Shape }>): Served | null {
  const shape = forwardShape(window, { source: x.shape, output: dy.shape, kernel: kernelShape });
  if (!canWalk(shape)) return null;
  const { strides, padding, dilation } = window;
  const blocks = Math.ceil(dy.shape[1]! / rowsTogether(shape));
  const scratch = new ScratchSpace();
  const columns = sizeOf(output.shape);
  const units = x.shape[0]! * blocks;
  const partial = scratch.take(units * columns);
  const kernel: Kernel = {
    key: `depthwise kernel gradient ${[x.shape, dy.shape, kernelShape, strides, padding, dilation].join(" ")}`,
    operands: [x, dy, partial],
    units,
    write: (body) => writeBlocks(shape, body),
  };
  const total = sumRows(
    {
      name: "sum",
      table: { outer: 1, rows: units, columns },
      tensors: [partial],
      vectors: [],
      terms: [([value]) => value!],
      finish: ([sum]) => sum!,
      output,
    },
    scratch,
  );
  return { kernels: [kernel, ...total] };
}

export const depthwiseConv2dKernelGradient = servePartly(depthwiseConv2dKernelGradientOp, PLAIN, {
  depthwiseKernelGradient,
});

/** A unit is some rows of a picture. */
function writeBlocks(shape: DepthwiseShape, body: KernelBody): void {
  const { builder, addresses, from, to } = body;
  const [x, dy, partial] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [unit, picture, first, end, row] = counters(builder, 5);
  const rows = shape.output[1]!;
  const length = rowsTogether(shape);
  const blocks = Math.ceil(rows / length);
  const passes = cellRowsTogether(shape).map((cells) => {
    const part = {
      ...shape,
      rows: { ...shape.rows, taps: (row: number) => shape.rows.taps(row).filter(({ cell }) => cells.includes(cell)) },
    };
    const arithmetic = new GradientArithmetic(shape, cells, body, { partial, unit });
    const pixels = new DepthwiseWalk(part, arithmetic, body, { sources: [x], written: [dy] });
    const rowsOf = overRows(part, pixels, { picture, first, end, row });
    return pixels.overChannels((lanes) => sequence(rowsOf(lanes), arithmetic.store(lanes)));
  });
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      picture.set(i32.divideUnsigned(unit, blocks)),
      first.set(i32.multiply(i32.remainderUnsigned(unit, blocks), length)),
      end.set(i32.minimumUnsigned(i32.add(first, length), rows)),
      touchRows(shape, body, { picture, first, end }),
      ...passes,
    ),
  );
}

interface Block {
  readonly picture: I32;
  /** Rows of the output. */
  readonly first: I32;
  readonly end: I32;
}

interface Rows extends Block {
  readonly row: Local<"i32">;
}

/** Reads a block in order before it is walked by groups of channels: pixels of a line or less are read in order anyway. */
function touchRows(
  { source, output, rows }: DepthwiseShape,
  { builder, addresses: [x, dy] }: KernelBody,
  { picture, first, end }: Block,
): Statement {
  if (4 * source[3]! <= LINE) return sequence();
  const touch = lineToucher(builder);
  const touchTensor = (tensor: I32, [, height, width, channels]: Shape, from: I32, to: I32): Statement => {
    const rowBytes = 4 * width! * channels!;
    const row = i32.add(i32.multiply(picture, height!), from);
    return touch(addressAt(tensor, row, rowBytes), i32.multiply(i32.subtract(to, from), rowBytes));
  };
  const sourceEnd = i32.minimumUnsigned(i32.multiply(end, rows.advance), source[1]!);
  return sequence(
    touchTensor(x!, source, i32.multiply(first, rows.advance), sourceEnd),
    touchTensor(dy!, output, first, end),
  );
}

/** All of the rows for a group of channels; those at the borders have their own code. */
function overRows(
  { source, output, rows, columns }: DepthwiseShape,
  pixels: DepthwiseWalk,
  { picture, first, end, row }: Rows,
): (lanes: number) => Statement {
  // A row has gone on by the rounds of its walk.
  const { rounds } = walk(columns);
  const nextRow = pixels.forward(rows.advance * source[2]! - rounds * columns.advance, output[2]! - rounds);
  const runs = tapRuns(rows).filter(({ cells }) => cells.length > 0);
  const rowsLike = (run: TapRun, lanes: number): Statement => {
    const more = i32.lessUnsigned(row, i32.minimumSigned(end, run.first + run.count));
    const sourceRow = i32.add(i32.multiply(row, rows.advance), run.source - run.first * rows.advance);
    return sequence(
      row.set(i32.maximumSigned(first, run.first)),
      when(
        more,
        pixels.pointAt(
          i32.add(i32.multiply(picture, source[1]!), sourceRow),
          i32.add(i32.multiply(picture, output[1]!), row),
        ),
        repeatWhile(more, pixels.row(run, lanes), nextRow, advance(row, 1)),
      ),
    );
  };
  return (lanes) => sequence(...runs.map((run) => rowsLike(run, lanes)));
}

/** Vectors that fit the registers beside a pixel and a product. */
const REGISTERS = 13;

/** The kernel's rows, in parts whose sums fit the registers beside the slopes of a column's outputs. */
function cellRowsTogether({ kernel, columns }: DepthwiseShape): number[][] {
  const [height, width] = [kernel[0]!, kernel[1]!];
  const slopes = Math.ceil(width / columns.advance);
  const most = Math.max(1, Math.floor((REGISTERS - slopes) / width));
  const parts: number[][] = [];
  for (let row = 0; row < height; row += most)
    parts.push(Array.from({ length: Math.min(most, height - row) }, (_, index) => row + index));
  return parts;
}

/** What a block of rows reads for a group of channels, in the cache's lines of 64 bytes, each of which holds four groups. */
const BLOCK_LINES = 512;

/** Rows of outputs in a block, whose lines stay in the first-level cache from one group of channels to the next. */
function rowsTogether({ source, output, kernel, rows }: DepthwiseShape): number {
  const around = (kernel[0]! - 1) * source[2]!;
  const each = rows.advance * source[2]! + output[2]!;
  return Math.max(1, Math.floor((BLOCK_LINES - around) / each));
}

interface GradientMemory {
  readonly partial: I32;
  readonly unit: I32;
}

class GradientArithmetic implements Arithmetic {
  readonly lanes = LANES;
  readonly bytes = 4;
  readonly registers = 1;
  readonly rows = 1;
  readonly #kernel: Shape;
  readonly #body: KernelBody;
  readonly #memory: GradientMemory;
  /** By the number of the cell. */
  readonly #sums: ReadonlyMap<number, Local<"v128">>;
  readonly #pixel: Local<"v128">;
  /** Where the sums of the group's channels go. */
  readonly #pointer: Local<"i32">;

  constructor({ kernel }: DepthwiseShape, cellRows: readonly number[], body: KernelBody, memory: GradientMemory) {
    this.#kernel = kernel;
    this.#body = body;
    this.#memory = memory;
    const width = kernel[1]!;
    const cells = cellRows.flatMap((row) => Array.from({ length: width }, (_, column) => row * width + column));
    this.#sums = new Map(cells.map((cell) => [cell, body.builder.local("v128")]));
    this.#pixel = body.builder.local("v128");
    this.#pointer = body.builder.local("i32");
  }

  begin(group: I32): Statement {
    const { partial, unit } = this.#memory;
    return sequence(
      this.#pointer.set(groupAt(addressAt(partial, unit, 4 * sizeOf(this.#kernel)), group)),
      ...[...this.#sums.values()].map((sum) => sum.set(v128.zero)),
    );
  }

  start([slope]: Sums, _first: Reach, lanes: number, [dy]: readonly Place[]): Statement {
    const [address, offset] = atPlace(dy!);
    return slope!.set(loadLanes(address, lanes, offset));
  }

  load(_row: number, [pixel]: readonly (Place | null)[], lanes: number): Statement {
    const [address, offset] = atPlace(pixel!);
    return this.#pixel.set(loadLanes(address, lanes, offset));
  }

  add([slope]: Sums, row: number, column: number): Statement {
    const sum = this.#sums.get(row * this.#kernel[1]! + column)!;
    return sum.set(this.#body.target.multiplyAdd(this.#pixel, slope!, sum));
  }

  finish(): Statement {
    return sequence();
  }

  /** Keeps the sums of the group's channels. */
  store(lanes: number): Statement {
    const channels = this.#kernel[2]!;
    return sequence(
      ...[...this.#sums].map(([cell, sum]) => storeLanes(this.#pointer, sum, lanes, 4 * cell * channels)),
    );
  }
}
