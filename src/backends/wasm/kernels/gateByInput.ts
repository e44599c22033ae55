// Gradients of activations by what the norm before them read, in place of what they gave: the sums of the norm's gradient, in the
// same pass, read that anyway, so a tensor less comes from memory.

import type { Slot, Step } from "../../../graph/plan.js";
import { reluGradientOp } from "../../../tensor/gradients/relu.js";
import { batchNormOfBatchOp } from "../../../tensor/ops/batchNormTraining.js";
import { leakyReluOp, relu6Op, reluOp } from "../../../tensor/ops/relu.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Elementwise, Formula, Served } from "../kernel.js";
import { normalized, scaleKernel } from "./batchNorm.js";
import type { ServedStep } from "./mergeElementwise.js";
import { addressOf, areApart } from "./places.js";
import { channelTable } from "./reduce.js";
import { serveRows } from "./rowPass.js";

/** What they give lies strictly between their kinks where what they read does, bit for bit. */
const activations: readonly unknown[] = [reluOp, relu6Op, leakyReluOp];

/** The same steps, the gradients of activations of a norm by the norm's input. */
export function gateByInput(steps: readonly ServedStep[]): ServedStep[] {
  return steps.map((gradient, index) => {
    const gate = gradient.served?.elementwise;
    const norm = gate === undefined ? null : normOf(steps, index);
    return norm === null ? gradient : { ...gradient, served: gradientByInput(gradient.step, gate!, norm) };
  });
}

/** Computes the norm's result again, as it did itself. */
function gradientByInput({ inputs: [dy], output }: Step, gate: Elementwise, { attributes, inputs }: Step): Served {
  const [x, mean, variance, gamma, beta] = inputs as [Slot, Slot, Slot, Slot, Slot];
  const { epsilon } = attributes as { readonly epsilon: number };
  const formula: Formula = ([slope, ...values]) => gate.f([slope!, normalized(values)]);
  return serveRows((scratch) => {
    const scale = scratch.take(sizeOf(gamma.shape));
    const pass = {
      ...{ name: `${gate.key} of norm`, table: channelTable(x.shape) },
      ...{ tensors: [dy!, x], vectors: [mean, scale, beta], terms: [], results: [] },
      made: [{ formula, output }],
    };
    return { before: [scaleKernel(epsilon, [variance, gamma], scale)], pass };
  });
}

/** The sums of a norm's gradient follow at once on the gradient of its activation. */
const SUMS = 2;

/** The norm before the activation whose gradient a step is, if the sums read its input too and all that it read is still there. */
function normOf(steps: readonly ServedStep[], index: number): Step | null {
  const { op, inputs } = steps[index]!.step;
  if (op !== reluGradientOp) return null;
  const activation = writerOf(steps, index, inputs[1]!);
  if (activation === -1 || !activations.includes(steps[activation]!.step.op)) return null;
  const place = writerOf(steps, activation, steps[activation]!.step.inputs[0]!);
  const norm = steps[place]?.step;
  if (norm?.op !== batchNormOfBatchOp) return null;
  const readNext = steps.slice(index + 1, index + 1 + SUMS).flatMap(({ step }) => step.inputs.map(addressOf));
  const written = steps.slice(place, index).map(({ step }) => step.output);
  const isThere = norm.inputs.every((input) => written.every((output) => areApart(input, output)));
  return readNext.includes(addressOf(norm.inputs[0]!)) && isThere ? norm : null;
}

/** The last step before another that wrote a tensor; -1 if there is none, or it wrote only a part. */
function writerOf(steps: readonly ServedStep[], before: number, tensor: Slot): number {
  const place = steps.findLastIndex(({ step }, index) => index < before && !areApart(step.output, tensor));
  return place !== -1 && addressOf(steps[place]!.step.output) === addressOf(tensor) ? place : -1;
}
