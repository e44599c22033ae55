// Depthwise convolution of floats, four channels at a time.

import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { f32x4, type I32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { type Local, sequence } from "../assembler/function.js";
import { type Kernel, type KernelBody, type Operand, type Served, servePartly } from "../kernel.js";
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
} from "./depthwiseWalk.js";
import { activationRules, describeEpilogue, type Epilogue, readEpilogue } from "./epilogue.js";
import { addressAt, LANES, loadLanes, storeLanes } from "./lanes.js";
import { forwardTaps } from "./tapsInPicture.js";

export interface Depthwise extends DepthwiseShape {
  readonly epilogue: Epilogue;
}

function depthwise(step: SumStep<Window2d>): Served | null {
  const {
    attributes,
    inputs: [x, kernel],
    output,
  } = step;
  const { epilogue, operands } = readEpilogue(step);
  const shape = forwardShape(attributes, { source: x.shape, output: output.shape, kernel: kernel.shape });
  return rowsOf({ ...shape, epilogue }, [x, kernel, output, ...operands]);
}

/** What a convolution's walk is over. */
export function forwardShape(
  window: Window2d,
  shapes: { readonly source: Shape; readonly output: Shape; readonly kernel: Shape },
): DepthwiseShape {
  const { source, output, kernel } = shapes;
  const axis = (of: 0 | 1) =>
    forwardTaps(window, of, { input: source[1 + of]!, output: output[1 + of]!, cells: kernel[of]! });
  return { ...shapes, rows: axis(0), columns: axis(1) };
}

export const PLAIN = "more than one output a channel, and places that no window holds: no model of linnet has them";

export const depthwiseConv2d = servePartly(depthwiseConv2dOp, PLAIN, {
  depthwise: (step) => depthwise(plainSum(step)),
});
export const depthwiseConv2dFused = servePartly(depthwiseConv2dFusedOp, PLAIN, {
  depthwise: (step) => depthwise(fusedSum(step)),
});

/** The operands are the source, the kernel, the output, and what the epilogue adds. */
export function rowsOf(depthwise: Depthwise, operands: readonly Operand[]): Served | null {
  if (!canWalk(depthwise)) return null;
  const made: Kernel = {
    key: keyOf(depthwise),
    operands,
    units: depthwise.output[0]! * depthwise.output[1]!,
    rows: { count: sizeOf(depthwise.output.slice(0, 3)), perUnit: depthwise.output[2]!, local: [2], written: [2] },
    write: (body) => body.builder.emit(walkOf(depthwise, body, 1).write()),
  };
  return { kernels: [made] };
}

/**
 * One row of outputs, from rows of the source that need not be adjacent: the operands are an address for each row of
 * the kernel, the kernel, the row to write, and the bias.
 */
export function depthwiseRow(depthwise: Depthwise): Kernel {
  const rows = depthwise.kernel[0]!;
  return {
    key: `row of ${keyOf(depthwise)}`,
    operands: [],
    addressCount: rows + 2 + Number(depthwise.epilogue.bias),
    units: 1,
    write: (body) => body.builder.emit(walkOf(depthwise, body, rows).writeRow()),
  };
}

function keyOf(depthwise: Depthwise): string {
  return `depthwise ${describeWalk(depthwise)}${describeEpilogue(depthwise.epilogue)}`;
}

function walkOf(depthwise: Depthwise, body: KernelBody, sources: number): DepthwiseWalk {
  const { epilogue } = depthwise;
  const [kernel, y, ...added] = body.addresses.slice(sources) as [Local<"i32">, Local<"i32">, ...Local<"i32">[]];
  const residual = epilogue.residual ? [added[added.length - 1]!] : [];
  const arithmetic = new FloatArithmetic(depthwise, body, { kernel, bias: epilogue.bias ? added[0]! : null });
  return new DepthwiseWalk(depthwise, arithmetic, body, {
    sources: body.addresses.slice(0, sources),
    written: [y, ...residual],
  });
}

/** This many weights stay in registers along the row; if there are more, they are loaded where they are used. */
const MAX_KEPT_WEIGHTS = 9;

interface Weights<Pointer extends I32> {
  readonly kernel: Pointer;
  readonly bias: Pointer | null;
}

class FloatArithmetic implements Arithmetic {
  readonly lanes = LANES;
  readonly bytes = 4;
  readonly registers = 1;
  readonly rows = 1;
  readonly #depthwise: Depthwise;
  readonly #body: KernelBody;
  readonly #channels: number;
  readonly #addresses: Weights<I32>;
  /** Of the group's channels. */
  readonly #pointers: Weights<Local<"i32">>;
  readonly #weights: readonly Local<"v128">[];
  readonly #pixel: Local<"v128">;

  constructor(depthwise: Depthwise, body: KernelBody, addresses: Weights<I32>) {
    const { builder } = body;
    this.#depthwise = depthwise;
    this.#body = body;
    this.#channels = depthwise.output[3]!;
    this.#addresses = addresses;
    this.#pointers = { kernel: builder.local("i32"), bias: addresses.bias === null ? null : builder.local("i32") };
    const cells = depthwise.kernel[0]! * depthwise.kernel[1]!;
    const kept = cells <= MAX_KEPT_WEIGHTS ? cells : 0;
    this.#weights = Array.from({ length: kept }, () => builder.local("v128"));
    this.#pixel = builder.local("v128");
  }

  begin(group: I32, lanes: number): Statement {
    const { kernel, bias } = this.#pointers;
    const at = (base: I32): I32 => addressAt(base, group, this.bytes * LANES);
    return sequence(
      kernel.set(at(this.#addresses.kernel)),
      ...(bias === null ? [] : [bias.set(at(this.#addresses.bias!))]),
      ...this.#weights.map((weight, cell) => weight.set(this.#loadWeight(cell, lanes))),
    );
  }

  start([sum]: Sums, _first: Reach, lanes: number): Statement {
    const { bias } = this.#pointers;
    return sum!.set(bias === null ? v128.zero : loadLanes(bias, lanes));
  }

  load(_row: number, [pixel]: readonly (Place | null)[], lanes: number): Statement {
    return this.#pixel.set(loadAt(pixel!, lanes));
  }

  add([sum]: Sums, row: number, column: number, lanes: number): Statement {
    const cell = row * this.#depthwise.kernel[1]! + column;
    const weight = this.#weights[cell] ?? this.#loadWeight(cell, lanes);
    return sum!.set(this.#body.target.multiplyAdd(this.#pixel, weight, sum!));
  }

  finish([sum]: Sums, _last: Reach, [y, residual]: readonly Place[], lanes: number): Statement {
    const total = residual === undefined ? sum! : f32x4.add(sum!, loadAt(residual, lanes));
    const [address, offset] = atPlace(y!);
    return sequence(
      sum!.set(activationRules[this.#depthwise.epilogue.activation](total)),
      storeLanes(address, sum!, lanes, offset),
    );
  }

  #loadWeight(cell: number, lanes: number): V128 {
    return loadLanes(this.#pointers.kernel, lanes, this.bytes * cell * this.#channels);
  }
}

function loadAt(place: Place, lanes: number): V128 {
  const [address, offset] = atPlace(place);
  return loadLanes(address, lanes, offset);
}
