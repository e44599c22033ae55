// Reverse mode: the gradient of a graph is more graph.

import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { checkTensor } from "../tensor/checkTensor.js";
import { LinnetError } from "../tensor/errors.js";
import { listedGradients } from "../tensor/gradients/index.js";
import { inputName } from "../tensor/op.js";
import { add } from "../tensor/ops/binary.js";
import { broadcastTo } from "../tensor/ops/broadcastTo.js";
import { sum } from "../tensor/ops/reduce.js";
import { reshape } from "../tensor/ops/reshape.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import { type GradientRule, Tensor } from "../tensor/tensor.js";
import { evaluate } from "./evaluate.js";
import { type ProducedTensor, topologicalOrder } from "./trace.js";

/**
 * The gradient of `loss` by each of `wrt`, as tensors of the same graph. Only nodes between a `wrt` and the loss are
 * visited: what is frozen is never differentiated. `upstream` is the gradient that arrives at `loss`. Default: 1.
 * @throws LinnetError if the loss has more than one element and no `upstream`, or an op between has no gradient
 */
export function gradients(loss: Tensor, wrt: readonly Tensor[], upstream?: Tensor): Tensor[] {
  checkArgument("gradients", "loss", loss, Tensor);
  checkList("gradients", "wrt", wrt, Tensor);
  if (upstream !== undefined) checkArgument("gradients", "upstream", upstream, Tensor);
  if (upstream === undefined && loss.size !== 1) {
    throw new LinnetError(`gradients: expected a loss of one element, got ${formatShape(loss.shape)}`);
  }
  const path = nodesOnPath(loss, wrt);
  const arrived = new Map<Tensor, Tensor>([[loss, upstream ?? filled(loss.shape, 1)]]);
  for (const node of path.reverse()) {
    const dy = arrived.get(node.tensor);
    if (dy !== undefined) propagate(node, dy, arrived);
  }
  return wrt.map((tensor) => arrived.get(tensor) ?? filled(tensor.shape, 0));
}

interface PathNode {
  readonly tensor: ProducedTensor;
  /** The positions of the inputs that depend on a `wrt`. */
  readonly active: readonly number[];
}

function nodesOnPath(loss: Tensor, wrt: readonly Tensor[]): PathNode[] {
  const dependent = new Set<Tensor>(wrt);
  const path: PathNode[] = [];
  for (const tensor of topologicalOrder([loss], new Set(wrt))) {
    const active = tensor.producer.inputs.flatMap((input, index) => (dependent.has(input) ? [index] : []));
    if (active.length === 0) continue;
    dependent.add(tensor);
    path.push({ tensor, active });
  }
  return path;
}

function propagate({ tensor, active }: PathNode, dy: Tensor, arrived: Map<Tensor, Tensor>): void {
  const { op, inputs, attributes } = tensor.producer;
  for (const index of active) {
    const input = inputs[index]!;
    const rule = ruleFor(tensor, index);
    if (rule === null) continue;
    const part = sumToShape(rule(dy, { inputs, output: tensor, attributes }, index), input.shape, op.name);
    const before = arrived.get(input);
    arrived.set(input, before === undefined ? part : add(before, part));
  }
}

function ruleFor({ producer: { op } }: ProducedTensor, index: number): GradientRule<object> | null {
  const gradient = op.gradient === "listed" ? listedGradients.get(op) : op.gradient;
  if (typeof gradient === "object" && "none" in gradient && typeof gradient.none === "string") {
    throw new LinnetError(`gradients: ${op.name} has no gradient: ${gradient.none}`);
  }
  const rules = gradient as { readonly [name: string]: GradientRule<object> | null };
  return rules[inputName(op, index)] ?? null;
}

/** Undoes broadcasting: sums over the axes along which a tensor of `shape` was repeated. */
function sumToShape(gradient: Tensor, shape: Shape, op: string): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const added = gradient.rank - shape.length;
  if (added < 0) return broadcastTo(gradient, shape);
  const axes = gradient.shape.flatMap((length, axis) => {
    const own = axis < added ? 1 : shape[axis - added]!;
    return axis < added || (own === 1 && length !== 1) ? [axis] : [];
  });
  const summed = sum(gradient, axes);
  if (summed.size === shape.reduce((a, b) => a * b, 1)) return reshape(summed, shape);
  throw new LinnetError(`gradients: the rule of ${op} gave ${formatShape(gradient.shape)} for ${formatShape(shape)}`);
}

function filled(shape: Shape, value: number): Tensor {
  return Tensor.from(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), shape);
}

/** A function of tensors whose first output is a loss of one element. */
export type LossFunction = (...inputs: Tensor[]) => Tensor;

/**
 * The gradient function of `f` by its first argument, as JAX's grad. Given concrete tensors it computes at once; given
 * a symbolic one it adds the gradient to the graph. Both follow the same rules.
 * @throws LinnetError if the result of `f` has more than one element
 */
export function grad(f: LossFunction): (...inputs: Tensor[]) => Tensor {
  const both = differentiate("grad", f);
  return (...inputs) => {
    if (inputs.length === 0) throw new LinnetError("grad: expected a tensor to differentiate by, got none");
    return both(...inputs).gradients[0]!;
  };
}

/**
 * The value of `f`, and its gradient by every argument.
 * @throws LinnetError if the result of `f` has more than one element
 */
export function valueAndGrad(f: LossFunction): (...inputs: Tensor[]) => ValueAndGradients {
  return differentiate("valueAndGrad", f);
}

interface ValueAndGradients {
  value: Tensor;
  gradients: readonly Tensor[];
}

function differentiate(where: string, f: LossFunction): (...inputs: Tensor[]) => ValueAndGradients {
  checkArgument(where, "f", f, "function");
  const lossOf = (inputs: readonly Tensor[]): Tensor => {
    const loss = f(...inputs);
    checkTensor(where, "the function's result", loss);
    return loss;
  };
  return (...inputs) => {
    inputs.forEach((input, index) => checkTensor(where, `argument ${index + 1}`, input));
    if (!inputs.every((input) => input.isConcrete)) {
      const value = lossOf(inputs);
      return { value, gradients: gradients(value, inputs) };
    }
    const placeholders = inputs.map((input) => Tensor.placeholder(input.shape));
    const loss = lossOf(placeholders);
    const feeds = new Map(placeholders.map((placeholder, index) => [placeholder, inputs[index]!.values]));
    const [value, ...slopes] = evaluate([loss, ...gradients(loss, placeholders)], feeds);
    const concrete = (values: Float32Array, tensor: Tensor): Tensor => Tensor.from(values, tensor.shape);
    return { value: concrete(value!, loss), gradients: slopes.map((slope, index) => concrete(slope, inputs[index]!)) };
  };
}
