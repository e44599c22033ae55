// Whether the numbers that a network gives are probabilities or logits: its ops say so, not the numbers of one picture.

import { inferenceContext, type LayerOutput } from "../../layers/layer.js";
import type { Network } from "../../model/network.js";
import { isCallOf } from "../../tensor/op.js";
import { concatOp } from "../../tensor/ops/concat.js";
import { clipOp } from "../../tensor/ops/relu.js";
import { sliceOp } from "../../tensor/ops/slice.js";
import { type Producer, Tensor } from "../../tensor/tensor.js";

/** What gives probabilities. */
const sources = new Set(["softmax", "sigmoid"]);

/** What gives the same numbers in another shape or order. */
const movers = ["reshape", "transpose", "broadcastTo"];

/** What leaves probabilities what they are, if all that it reads are constants and probabilities. */
const passed = new Set([
  ...[...movers, "slice", "concat", "gather", "relu", "relu6", "clip", "elementFunction", "neg", "oneMinus"],
  ...["add", "sub", "mul", "div", "maximum", "minimum", "mean", "quantize", "dequantize"],
]);

const known = new WeakMap<LayerOutput, boolean>();

/** Whether its first output is what a softmax or a sigmoid is still to be made of; it is traced once. */
export function endsInLogits(network: Network): boolean {
  const end = network.outputs[0]!;
  const found = known.get(end) ?? !isProbability(outputOf(network));
  known.set(end, found);
  return found;
}

function outputOf(network: Network): Tensor {
  const inputs = network.inputs.map(({ shape }) => Tensor.placeholder([1, ...shape]));
  return network.callAll(inputs, inferenceContext)[0]!;
}

/** Whether every way back from it meets what gives probabilities, before anything that makes other numbers of them. */
function isProbability(output: Tensor): boolean {
  const seen = new Set([output]);
  // A set goes on to what is added to it meanwhile.
  for (const { producer } of seen) {
    if (producer === null) return false;
    if (isSource(producer)) continue;
    if (!passed.has(producer.op.name)) return false;
    for (const input of partsOf(producer)) if (!input.isConcrete) seen.add(input);
  }
  return true;
}

function isSource(producer: Producer): boolean {
  const { op, inputs } = producer;
  if (sources.has(op.name)) return true;
  // Hard sigmoids: cut to 0 and 1, or to 0 and 6 before a sixth is taken.
  if (isCallOf(producer, clipOp)) return producer.attributes.low === 0 && producer.attributes.high === 1;
  if (op.name === "mul") return inputs.some(isMadeBy("relu6")) && inputs.some(isSixth);
  if (op.name === "exp") return inputs.some(isMadeBy("logSoftmax"));
  // A softmax in parts: each of some numbers divided by their sum.
  if (op.name !== "div") return false;
  const [dividend, divisor] = inputs.map(unmoved);
  return isMadeBy("sum")(divisor!) && unmoved(divisor!.producer!.inputs[0]!) === dividend;
}

function isMadeBy(name: string): (tensor: Tensor) => boolean {
  return ({ producer }) => producer?.op.name === name;
}

function isSixth(tensor: Tensor): boolean {
  return tensor.isConcrete && tensor.size === 1 && Math.abs(tensor.item() - 1 / 6) < 1e-6;
}

function unmoved(tensor: Tensor): Tensor {
  let made = tensor;
  while (made.producer !== null && movers.includes(made.producer.op.name)) made = made.producer.inputs[0]!;
  return made;
}

/** What the call reads; of outputs that are packed in one row, only what it takes. */
function partsOf(producer: Producer): readonly Tensor[] {
  const { inputs } = producer;
  const packed = inputs[0]!.producer;
  if (!isCallOf(producer, sliceOp) || !isCallOf(packed, concatOp)) return inputs;
  const { axis } = packed.attributes;
  const [begin, size] = [producer.attributes.begin[axis]!, producer.attributes.size[axis]!];
  let start = 0;
  return packed.inputs.filter(({ shape }) => {
    const from = start;
    start += shape[axis]!;
    return from < begin + size && start > begin;
  });
}
