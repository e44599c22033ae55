// The inverted residual as one kernel: row by row of the output, with the few expanded rows that it needs in a ring, so
// that the expanded tensors never exist (MobileNetV2, section 5.1).

import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { invertedResidualOp, type StageSites, stageSites } from "../../../tensor/ops/invertedResidual.js";
import { rank4 } from "../../../tensor/shape.js";
import { type I32, i32, type Statement, select, v128 } from "../assembler/expression.js";
import { counters, forLoop, type Local, when } from "../assembler/function.js";
import { type Kernel, type KernelBody, ScratchSpace, serve } from "../kernel.js";
import { convolutionKernel, convolutionMatrix } from "./conv2d.js";
import { type Depthwise, depthwiseRow } from "./depthwise.js";
import type { Epilogue } from "./epilogue.js";
import { addressAt, LANES } from "./lanes.js";

import { pack } from "./pack.js";
import { productKernel } from "./product.js";
import { forwardTaps } from "./tapsInPicture.js";

export const invertedResidual = serve(invertedResidualOp, (site) => {
  const { inputs, output, attributes } = site;
  const stages = stageSites(
    inputs.map(({ shape }) => shape),
    attributes,
  );
  const [x, expandKernel, expandBias, depthwiseKernel, depthwiseBias, projectKernel, projectBias, ...residual] = inputs;
  const scratch = new ScratchSpace();
  const expand = pack(expandKernel, convolutionMatrix(expandKernel.shape), site, scratch);
  const project = pack(projectKernel, convolutionMatrix(projectKernel.shape), site, scratch);
  const block = new Block(stages, residual.length > 0, site.tileRows);
  const kernel: Kernel = {
    key: `invertedResidual ${JSON.stringify(stages)}`,
    operands: [
      ...[x, expand.operand, expandBias, depthwiseKernel, depthwiseBias, project.operand, projectBias, output],
      scratch.takeOwn(block.scratchElements),
      ...residual,
    ],
    units: output.shape[0]! * output.shape[1]!,
    parts: [block.expand, block.depthwise, block.project],
    write: (body) => writeBlock(block, body),
  };
  return { kernels: [...expand.kernels, ...project.kernels, kernel] };
});

/** The sizes of a block, and the kernels that do a row of each of its convolutions. */
class Block {
  readonly stages: StageSites;
  /** Whether the first convolution is a product of pixels by weights; else its kernel covers whole pictures. */
  readonly isPointwise: boolean;
  /** Floats of an expanded row, of a row after the depthwise convolution, and of a row of the output. */
  readonly expandedRow: number;
  readonly depthwiseRow: number;
  readonly outputRow: number;
  readonly expand: Kernel;
  readonly depthwise: Kernel;
  readonly project: Kernel;

  constructor(stages: StageSites, hasResidual: boolean, tileRows: number) {
    this.stages = stages;
    const rowOf = ([, , width, channels]: readonly number[]): number => width! * channels!;
    this.expandedRow = rowOf(stages.expand.output);
    this.depthwiseRow = rowOf(stages.depthwise.output);
    this.outputRow = rowOf(stages.project.output);
    this.isPointwise = isPointwise(stages.expand.inputs[1]!, stages.expand.attributes.base);
    this.expand = this.isPointwise ? rowProduct(stages.expand, false, tileRows) : pictureConvolution(stages.expand);
    this.depthwise = depthwiseRow(depthwiseOfRows(stages.depthwise));
    this.project = rowProduct(stages.project, hasResidual, tileRows);
  }

  /** Rows of the depthwise kernel, and so of the ring. */
  get ringRows(): number {
    return this.stages.depthwise.inputs[1]![0]!;
  }

  /** The ring, a row of zeros for what lies outside the picture, and a row after the depthwise convolution. */
  get scratchElements(): number {
    return (this.ringRows + 1) * this.expandedRow + this.depthwiseRow;
  }
}

type Stage = StageSites["expand"];

function rowProduct({ inputs, output, attributes }: Stage, residual: boolean, tileRows: number): Kernel {
  const [, , depth, columns] = rank4(inputs[1]!);
  const epilogue = epilogueOf(attributes.activation, residual);
  const size = { rows: output[2]!, depth, columns };
  return {
    ...productKernel({ ...size, a: { row: depth, column: 1 }, epilogue, tileRows }, []),
    addressCount: residual ? 5 : 4,
  };
}

function pictureConvolution({ inputs, output, attributes }: Stage): Kernel {
  const [input, kernel] = [inputs[0]!, inputs[1]!];
  const epilogue = epilogueOf(attributes.activation, false);
  return {
    ...convolutionKernel({ input, kernel, output, window: attributes.base, epilogue }, []),
    addressCount: 4,
  };
}

function depthwiseOfRows({ inputs, output, attributes }: Stage): Depthwise {
  const [source, kernel] = [inputs[0]!, inputs[1]!];
  const lengths = { input: source[2]!, output: output[2]!, cells: kernel[1]! };
  const inRow = { strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const;
  return {
    source: [1, kernel[0]!, ...source.slice(2)],
    output: [1, 1, ...output.slice(2)],
    kernel,
    rows: forwardTaps(inRow, 0, { input: kernel[0]!, output: 1, cells: kernel[0]! }),
    columns: forwardTaps(attributes.base, 1, lengths),
    epilogue: epilogueOf(attributes.activation, false),
  };
}

function epilogueOf(activation: Epilogue["activation"], residual: boolean): Epilogue {
  return { bias: true, residual, activation };
}

/** A unit is a row of the output. */
function writeBlock(block: Block, { builder, addresses, from, to, call }: KernelBody): void {
  const [x, expandKernel, expandBias, depthwiseKernel, depthwiseBias, projectKernel, projectBias, y, own, residual] =
    addresses as [...Tuple9, Local<"i32"> | undefined];
  const { stages, ringRows, expandedRow, outputRow } = block;
  const [, height, width, channels] = rank4(stages.expand.inputs[0]!);
  const [expandedHeight, outputHeight] = [stages.expand.output[1]!, stages.project.output[1]!];
  const { strides, padding } = stages.depthwise.attributes.base;
  const [unit, picture, row, top, next, end, middle, zeros] = counters(builder, 8);
  const ring = Array.from({ length: ringRows }, () => builder.local("i32"));
  const slotOf = (at: I32): I32 => addressAt(own, i32.remainderUnsigned(at, ringRows), 4 * expandedRow);
  const pictureRow = (at: I32, rows: number): I32 => i32.add(i32.multiply(picture, rows), at);

  const expandNext = (): Statement => {
    const slot = slotOf(next);
    if (block.isPointwise) {
      const source = addressAt(x, pictureRow(next, height), 4 * width * channels);
      return call(block.expand, [source, expandKernel, slot, expandBias], 0, block.expand.units);
    }
    // This kernel finds its row by the unit's number, so it gets the address where row 0 would be.
    const at = pictureRow(next, expandedHeight);
    const origin = i32.subtract(slot, i32.multiply(at, 4 * expandedRow));
    return call(block.expand, [x, expandKernel, origin, expandBias], at, i32.add(at, 1));
  };
  const rowOutside = (at: I32): I32 => i32.greaterEqualUnsigned(at, expandedHeight);
  const projected = [middle, projectKernel, addressAt(y, unit, 4 * outputRow), projectBias];

  builder.emit(
    zeros.set(i32.add(own, 4 * ringRows * expandedRow)),
    middle.set(i32.add(zeros, 4 * expandedRow)),
    fillZeros(zeros, expandedRow, builder.local("i32")),
    forLoop(
      unit,
      { from, to, step: 1 },
      picture.set(i32.divideUnsigned(unit, outputHeight)),
      row.set(i32.remainderUnsigned(unit, outputHeight)),
      top.set(i32.subtract(i32.multiply(row, strides[0]), padding[0])),
      // The ring holds what the row above needed, if this call made that row too.
      when(i32.equalsZero(i32.multiply(row, i32.subtract(unit, from))), next.set(i32.maximumSigned(top, 0))),
      end.set(i32.minimumSigned(i32.add(top, ringRows), expandedHeight)),
      forLoop(next, { from: next, to: end, step: 1 }, expandNext()),
      ...ring.map((pointer, index) => {
        const at = i32.add(top, index);
        return pointer.set(select(zeros, slotOf(at), rowOutside(at)));
      }),
      call(block.depthwise, [...ring, depthwiseKernel, middle, depthwiseBias], 0, 1),
      call(
        block.project,
        residual === undefined ? projected : [...projected, addressAt(residual, unit, 4 * outputRow)],
        0,
        block.project.units,
      ),
    ),
  );
}

type Tuple9 = [
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
  Local<"i32">,
];

/** Rows have a multiple of four channels. */
function fillZeros(address: I32, elements: number, counter: Local<"i32">): Statement {
  const bounds = { from: 0, to: elements / LANES, step: 1 };
  return forLoop(counter, bounds, v128.store(addressAt(address, counter, 4 * LANES), v128.zero));
}
