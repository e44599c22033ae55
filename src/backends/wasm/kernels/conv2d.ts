// Convolution with kernels larger than a pixel: a row of the kernel meets a row of pixels as one run of numbers, so that
// each output pixel is a sum over as many runs as the kernel has rows, in the tile of the matrix products.

import { conv2dFusedOp, conv2dOp } from "../../../tensor/ops/conv2d.js";
import { rank4, type Shape } from "../../../tensor/shape.js";
import { insideRange, type Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { i32, type Statement, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import {
  type Kernel,
  type KernelBody,
  type KernelContext,
  type Operand,
  ScratchSpace,
  type Served,
  servePartly,
} from "../kernel.js";
import { describeEpilogue, type Epilogue, readEpilogue } from "./epilogue.js";
import { addressAt, allParts, forParts, loadLanes } from "./lanes.js";
import { pointwise } from "./matMul.js";
import { type PackedMatrix, pack } from "./pack.js";
import { addProducts, floatArithmetic, PANEL, rowTiles, startSums, storeSums, tileRegisters } from "./tile.js";

export interface Convolution {
  readonly input: Shape;
  readonly kernel: Shape;
  readonly output: Shape;
  readonly window: Window2d;
  readonly epilogue: Epilogue;
}

/** Null if the kernel has gaps, or an output sees only padding. */
function directConv2d(step: SumStep<Window2d>, context: KernelContext): Served | null {
  const {
    attributes: window,
    inputs: [x, kernel],
    output,
  } = step;
  if (window.dilation.some((distance) => distance !== 1)) return null;
  const { epilogue, operands: added } = readEpilogue(step);
  const packed = pack(kernel, convolutionMatrix(kernel.shape), context, new ScratchSpace());
  const convolution = { input: x.shape, kernel: kernel.shape, output: output.shape, window, epilogue };
  const covered = columnRuns(convolution).reduce((total, { count }) => total + count, 0);
  if (covered < output.shape[2]!) return null;
  const operands = [x, packed.operand, output, ...added];
  return { kernels: [...packed.kernels, convolutionKernel(convolution, operands)] };
}

const PLAIN = "kernels with gaps, and outputs that see only padding: no model of linnet has them";

export const conv2d = servePartly(conv2dOp, PLAIN, {
  pointwise: (site) => pointwise(plainSum(site), site),
  directConv2d: (site) => directConv2d(plainSum(site), site),
});

export const conv2dFused = servePartly(conv2dFusedOp, PLAIN, {
  pointwise: (site) => pointwise(fusedSum(site), site),
  directConv2d: (site) => directConv2d(fusedSum(site), site),
});

/** A kernel `[height, width, inputs, outputs]` as a matrix with a row for each number that an output reads. */
export function convolutionMatrix([height, width, inputs, columns]: Shape): PackedMatrix {
  return { depth: height! * width! * inputs!, columns: columns!, row: columns!, column: 1 };
}

/** A unit is a row of the output. */
export function convolutionKernel(convolution: Convolution, operands: readonly Operand[]): Kernel {
  const { input, kernel, output, window, epilogue } = convolution;
  return {
    key: `conv2d ${[input, kernel, output, window.strides, window.padding].join(" ")}${describeEpilogue(epilogue)}`,
    operands,
    units: output[0]! * output[1]!,
    write: (body) => writeRows(convolution, body),
  };
}

/** Adjacent columns of the output that meet the same columns of the kernel. */
export interface ColumnRun {
  readonly first: number;
  readonly count: number;
  readonly kernelFirst: number;
  readonly kernelEnd: number;
}

function writeRows(convolution: Convolution, { builder, addresses, from, to, target }: KernelBody): void {
  const { input, kernel, output, window, epilogue } = convolution;
  const [, height, width, inputs] = rank4(input);
  const [kernelHeight, kernelWidth] = rank4(kernel);
  const [, outputHeight, outputWidth, columns] = rank4(output);
  const [x, weights, y, ...added] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">, ...Local<"i32">[]];
  const bias = epilogue.bias ? added[0]! : null;
  const finish = { residual: epilogue.residual ? added[added.length - 1]! : null, activation: epilogue.activation };
  const registers = tileRegisters(builder, target.tileRows);
  const [unit, top, kernelRow, firstRow, endRow, inputRow, panel, pixel, out] = counters(builder, 9);
  const panelBytes = 4 * PANEL * kernelHeight * kernelWidth * inputs;

  /** A few output pixels from `pixel` on, all of which meet the run's columns of the kernel. */
  const tile = (rows: number, width_: number, { kernelFirst, kernelEnd }: ColumnRun): Statement => {
    const shape = { rows, width: width_, steps: (kernelEnd - kernelFirst) * inputs };
    const distances = { row: 4 * window.strides[1] * inputs, left: 4, right: 4 * PANEL };
    const start = bias === null ? v128.zero : null;
    return sequence(
      startSums(
        registers,
        shape,
        (_, half, lanes) => start ?? loadLanes(addressAt(bias!, panel, 4 * PANEL), lanes, 16 * half),
      ),
      forLoop(
        kernelRow,
        { from: firstRow, to: endRow, step: 1 },
        registers.a.set(
          i32.add(
            addressAt(inputRow, kernelRow, 4 * width * inputs),
            i32.add(
              i32.multiply(pixel, 4 * window.strides[1] * inputs),
              4 * (kernelFirst - window.padding[2]) * inputs,
            ),
          ),
        ),
        registers.b.set(
          i32.add(
            addressAt(weights, panel, panelBytes),
            i32.add(i32.multiply(kernelRow, 4 * PANEL * kernelWidth * inputs), 4 * PANEL * kernelFirst * inputs),
          ),
        ),
        addProducts(registers, shape, distances, floatArithmetic(target)),
      ),
      storeSums(registers, shape, { output: out, y, rowBytes: 4 * columns }, finish),
      advance(pixel, rows),
    );
  };
  const run = (columnRun: ColumnRun, width_: number): Statement => {
    const { main, tail } = rowTiles(columnRun.count, target.tileRows);
    const tiles = forLoop(
      builder.local("i32"),
      { from: 0, to: main, step: 1 },
      tile(target.tileRows, width_, columnRun),
    );
    return sequence(...(main > 0 ? [tiles] : []), ...tail.map((rows) => tile(rows, width_, columnRun)));
  };
  const row = forParts(panel, allParts(columns, PANEL), (width_) =>
    sequence(
      pixel.set(0),
      out.set(addressAt(addressAt(y, unit, 4 * outputWidth * columns), panel, 4 * PANEL)),
      ...columnRuns(convolution).map((columnRun) => run(columnRun, width_)),
    ),
  );
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      // The first row of pixels that the kernel's first row meets; it is negative above the picture.
      top.set(
        i32.subtract(i32.multiply(i32.remainderUnsigned(unit, outputHeight), window.strides[0]), window.padding[0]),
      ),
      firstRow.set(i32.maximumSigned(i32.subtract(0, top), 0)),
      endRow.set(i32.minimumSigned(i32.subtract(height, top), kernelHeight)),
      inputRow.set(
        addressAt(x, i32.add(i32.multiply(i32.divideUnsigned(unit, outputHeight), height), top), 4 * width * inputs),
      ),
      row,
    ),
  );
}

/** The columns of the output that see some of the picture. */
export function columnRuns({
  input,
  kernel,
  output,
  window,
}: Pick<Convolution, "input" | "kernel" | "output" | "window">): readonly ColumnRun[] {
  const runs: ColumnRun[] = [];
  for (let column = 0; column < output[2]!; column += 1) {
    const offset = column * window.strides[1] - window.padding[2];
    const [kernelFirst, kernelEnd] = insideRange(offset, 1, input[2]!, kernel[1]!);
    const last = runs[runs.length - 1];
    if (last !== undefined && last.kernelFirst === kernelFirst && last.kernelEnd === kernelEnd) {
      runs[runs.length - 1] = { ...last, count: last.count + 1 };
    } else runs.push({ first: column, count: 1, kernelFirst, kernelEnd });
  }
  return runs.filter(({ kernelFirst, kernelEnd }) => kernelFirst < kernelEnd);
}
