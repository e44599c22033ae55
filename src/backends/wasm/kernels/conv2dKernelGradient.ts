// The gradient of a convolution by its kernel: sums over the pixels of each picture, then over the pictures.

import { conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import { rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import { insideRange, type Window2d } from "../../../tensor/window.js";
import { type I32, i32, type Statement } from "../assembler/expression.js";
import { counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, ScratchSpace, type Served, servePartly } from "../kernel.js";
import { type ColumnRun, columnRuns } from "./conv2d.js";
import { addressAt, forParts, loadLanes } from "./lanes.js";
import { type KernelGradientStep, pointwiseKernelGradient } from "./pointwiseGradients.js";
import { sumRows } from "./reduce.js";
import { addProducts, floatArithmetic, PANEL, rowTiles, startSums, storeSums, tileRegisters } from "./tile.js";

interface Gradient {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
  readonly window: Window2d;
}

/** Null if the kernel has gaps. */
function directKernelGradient({
  attributes: { kernelShape, ...window },
  inputs: [x, dy],
  output,
}: KernelGradientStep): Served | null {
  if (window.dilation.some((distance) => distance !== 1)) return null;
  const gradient = { input: x.shape, kernel: kernelShape, output: dy.shape, window };
  const scratch = new ScratchSpace();
  const table = { outer: 1, rows: x.shape[0]!, columns: sizeOf(kernelShape) };
  const perPicture = scratch.take(table.rows * table.columns);
  const { strides, padding } = window;
  const kernel = {
    key: `conv2d kernel gradient ${[x.shape, dy.shape, kernelShape, strides, padding].join(" ")}`,
    operands: [x, dy, perPicture],
    units: table.rows,
    write: (body: KernelBody) => new GradientWriter(gradient, body).write(),
  };
  const total = sumRows(
    {
      name: "sum",
      table,
      tensors: [perPicture],
      vectors: [],
      terms: [([value]) => value!],
      finish: ([sum]) => sum!,
      output,
    },
    scratch,
  );
  return { kernels: [kernel, ...total] };
}

export const conv2dKernelGradient = servePartly(
  conv2dKernelGradientOp,
  "kernels with gaps: no model of linnet has them",
  {
    pointwiseKernelGradient: (site) => pointwiseKernelGradient(site, site),
    directKernelGradient,
  },
);

/**
 * The numbers that the columns of a kernel row meet at one output pixel are adjacent in x: they are the rows of a matrix
 * product whose terms are the output pixels.
 */
class GradientWriter {
  readonly #gradient: Gradient;
  readonly #body: KernelBody;
  readonly #registers: ReturnType<typeof tileRegisters>;
  readonly #picture: Local<"i32">;
  readonly #panel: Local<"i32">;
  readonly #row: Local<"i32">;
  /** Where the tile's sums are kept. */
  readonly #out: Local<"i32">;

  constructor(gradient: Gradient, body: KernelBody) {
    this.#gradient = gradient;
    this.#body = body;
    this.#registers = tileRegisters(body.builder, body.target.tileRows);
    [this.#picture, this.#panel, this.#row, this.#out] = counters(body.builder, 4);
  }

  /** A unit is a picture: all sums start at 0, and each run of equal output columns adds to them. */
  write(): void {
    const { builder, addresses, from, to } = this.#body;
    const { kernel } = this.#gradient;
    const elements = sizeOf(kernel);
    const [address, end] = counters(builder, 2);
    const start = addressAt(addresses[2]!, this.#picture, 4 * elements);
    const clear = sequence(
      end.set(i32.add(start, i32.constant(4 * elements))),
      forLoop(address, { from: start, to: end, step: 4 }, i32.store(address, i32.constant(0))),
    );
    const columns = kernel[3]!;
    const panels = {
      from: i32.constant(0),
      to: i32.constant(Math.ceil(columns / PANEL)),
      length: columns,
      part: PANEL,
    };
    const sums = forParts(this.#panel, panels, (width) =>
      sequence(...columnRuns(this.#gradient).flatMap((run) => this.#kernelRows(run, width))),
    );
    builder.emit(forLoop(this.#picture, { from, to, step: 1 }, clear, sums));
  }

  #kernelRows(run: ColumnRun, width: number): Statement[] {
    const { kernel } = this.#gradient;
    const numbers = (run.kernelEnd - run.kernelFirst) * kernel[2]!;
    const { tileRows } = this.#body.target;
    const { main, tail } = rowTiles(numbers, tileRows);
    const heights = [...Array.from({ length: main }, () => tileRows), ...tail];
    return Array.from({ length: kernel[0]! }, (_, kernelRow) => kernelRow).flatMap((kernelRow) => {
      let first = 0;
      return heights.map((rows) => {
        const tile = this.#tile(run, { kernelRow, first, rows, width });
        first += rows;
        return tile;
      });
    });
  }

  /** Some of the numbers of a row of the kernel, against eight output channels, over all rows of pixels. */
  #tile(run: ColumnRun, { kernelRow, first, rows, width }: TilePlace): Statement {
    const { input, kernel, output, window } = this.#gradient;
    const [, height, inputWidth, inputs] = rank4(input);
    const [, outputHeight, outputWidth, columns] = rank4(output);
    const [x, dy, sums] = this.#body.addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
    const offset = kernelRow - window.padding[0];
    const [firstRow, endRow] = insideRange(offset, window.strides[0], height, outputHeight);
    const shape = { rows, width, steps: run.count };
    const number = (kernelRow * kernel[1]! + run.kernelFirst) * inputs + first;
    const column = run.first * window.strides[1] + run.kernelFirst - window.padding[2];
    const registers = this.#registers;
    const inPanel = i32.multiply(this.#panel, i32.constant(4 * PANEL));
    const pixelRow = (picture: I32, rowsInPicture: number, row: I32): I32 =>
      i32.add(i32.multiply(picture, i32.constant(rowsInPicture)), row);
    const inputRow = i32.add(i32.multiply(this.#row, i32.constant(window.strides[0])), i32.constant(offset));
    return sequence(
      this.#out.set(
        i32.add(
          addressAt(sums, this.#picture, 4 * sizeOf(kernel)),
          i32.add(inPanel, i32.constant(4 * number * columns)),
        ),
      ),
      startSums(registers, shape, (row, half, lanes) => loadLanes(this.#out, lanes, 4 * row * columns + 16 * half)),
      forLoop(
        this.#row,
        { from: i32.constant(firstRow), to: i32.constant(endRow), step: 1 },
        registers.a.set(
          i32.add(
            addressAt(x, pixelRow(this.#picture, height, inputRow), 4 * inputWidth * inputs),
            i32.constant(4 * (column * inputs + first)),
          ),
        ),
        registers.b.set(
          i32.add(
            addressAt(dy, pixelRow(this.#picture, outputHeight, this.#row), 4 * outputWidth * columns),
            i32.add(inPanel, i32.constant(4 * run.first * columns)),
          ),
        ),
        addProducts(
          registers,
          shape,
          { row: 4, left: 4 * window.strides[1] * inputs, right: 4 * columns },
          floatArithmetic(this.#body.target),
        ),
      ),
      storeSums(registers, shape, { output: this.#out, y: this.#out, columns }, { residual: null, activation: "none" }),
    );
  }
}

interface TilePlace {
  readonly kernelRow: number;
  /** The first of the tile's numbers within the row of the kernel. */
  readonly first: number;
  readonly rows: number;
  readonly width: number;
}
