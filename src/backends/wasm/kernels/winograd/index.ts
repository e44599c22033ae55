// Convolutions by products of patches, tried before the other ways: for plans that have one which they suit.

import { conv2dFusedOp, conv2dOp } from "../../../../tensor/ops/conv2d.js";
import { rank4 } from "../../../../tensor/shape.js";
import type { Window2d } from "../../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../../fusedStep.js";
import type { KernelEntry } from "../../../kernelTable.js";
import { type KernelContext, type Served, servePartly } from "../../kernel.js";
import { readEpilogue } from "../epilogue.js";
import { prediction } from "../prediction.js";
import { serveWinograd, suitsWinograd } from "./serve.js";

function winogradConv2d(step: SumStep<Window2d>, context: KernelContext): Served | null {
  const {
    attributes: window,
    inputs: [x, kernel],
    output,
  } = step;
  if (!suitsWinograd(kernel.shape, output.shape, window)) return null;
  const [, , inputs, outputs] = rank4(kernel.shape);
  const layout = { inputs, outputs, first: 0, cell: inputs * outputs, input: outputs, output: 1 };
  return serveWinograd({ x, kernel, output, layout, padding: window.padding, ...readEpilogue(step) }, context);
}

/** What is tried before the other ways of the op, whose reason for its plain loop stands. */
function first<Name extends string>(
  own: KernelEntry<Served, KernelContext, Name>,
  others: KernelEntry<Served, KernelContext, Name>,
): KernelEntry<Served, KernelContext, Name> {
  return { ...others, makers: [...own.makers, ...others.makers] };
}

export const conv2d = first(
  servePartly(conv2dOp, "", { winogradConv2d: (site) => winogradConv2d(plainSum(site), site) }),
  prediction.conv2d,
);

export const conv2dFused = first(
  servePartly(conv2dFusedOp, "", { winogradConv2d: (site) => winogradConv2d(fusedSum(site), site) }),
  prediction.conv2dFused,
);
