// What a convolution by products of patches becomes: its weights are packed, then patches are multiplied.

import type { Slot } from "../../../../graph/plan.js";
import { rank4, type Shape, sizeOf } from "../../../../tensor/shape.js";
import type { Window2d } from "../../../../tensor/window.js";
import { type Kernel, type KernelContext, type Operand, ScratchSpace, type Served } from "../../kernel.js";
import { describeEpilogue } from "../epilogue.js";
import { LANES } from "../lanes.js";
import { layoutOf, PLACE_BYTES, PRODUCTS, type WinogradConvolution } from "./layout.js";
import { CELLS, FEWEST_CHANNELS } from "./sizes.js";
import { type KernelLayout, packWinograd } from "./weights.js";
import { WinogradWriter } from "./writer.js";

/** Kernels of three by three that move by one, with channels enough, and some output. */
export function suitsWinograd(kernel: Shape, output: Shape, { strides, dilation }: Window2d): boolean {
  const [height, width, ...channels] = rank4(kernel);
  return (
    height === CELLS &&
    width === CELLS &&
    [...strides, ...dilation].every((distance) => distance === 1) &&
    channels.every((count) => count >= FEWEST_CHANNELS) &&
    sizeOf(output) > 0
  );
}

interface WinogradStep extends Omit<WinogradConvolution, "input" | "output"> {
  readonly x: Slot;
  readonly kernel: Slot;
  readonly output: Slot;
  readonly layout: KernelLayout;
  /** What the epilogue adds. */
  readonly operands: readonly Slot[];
}

export function serveWinograd(
  { x, kernel, output, layout, padding, epilogue, operands }: WinogradStep,
  context: KernelContext,
): Served {
  const scratch = new ScratchSpace();
  const packed = packWinograd(kernel, layout, context, scratch);
  const convolution = { input: x.shape, output: output.shape, padding, epilogue };
  const convolve = winogradKernel(convolution, [x, packed.operand, output, ...operands], scratch);
  return { kernels: [...packed.kernels, convolve] };
}

/** The operands are x, the packed weights, y, and what the epilogue adds. A unit is some patches, and some panels of the weights. */
function winogradKernel(convolution: WinogradConvolution, operands: readonly Operand[], scratch: ScratchSpace): Kernel {
  const { input, output, padding, epilogue } = convolution;
  const layout = layoutOf(convolution);
  const { blocks, parts, unitPatches, leftPlane, productPlane } = layout;
  const zeros = 4 * LANES * Math.ceil(input[3]! / LANES);
  const own = [PRODUCTS * leftPlane, PRODUCTS * productPlane, PLACE_BYTES * unitPatches, zeros].map((bytes) =>
    scratch.takeOwn(bytes / 4),
  );
  return {
    key: `winograd ${[input, output, padding].join(" ")}${describeEpilogue(epilogue)}`,
    operands: [...operands, ...own],
    units: blocks * parts,
    write: (body) => new WinogradWriter(convolution, layout, body).write(),
  };
}
