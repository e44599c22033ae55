// One training step, or one evaluation, of a model as a graph: what goes in, what comes out, what lives on.

import { gradients } from "../graph/gradient.js";
import type { StateEntry } from "../graph/storage.js";
import { type Graph, graphOf } from "../graph/trace.js";
import { type CallContext, inferenceContext } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import type { Optimizer } from "../optim/optimizer.js";
import { add, mul } from "../tensor/ops/binary.js";
import { Tensor } from "../tensor/tensor.js";
import type { Loss } from "./losses.js";
import type { Network } from "./network.js";

/** A value that lives from step to step, with what it is to the model. */
export interface StepState extends StateEntry {
  readonly initial: Float32Array;
  /** The weight's, or the optimiser's moment's. */
  readonly name: string;
  /** The weight that it is, or null where it is an optimiser's moment. */
  readonly parameter: Parameter | null;
}

export interface StepGraph {
  /** Inputs are x, y, and in training the learning rate and the step; outputs are the loss and the model's output. */
  readonly graph: Graph;
  readonly state: readonly StepState[];
  /** What the frozen part of the model does not depend on. */
  readonly varying: ReadonlySet<Tensor>;
}

/** A value inside a step, with the layer's name or the weight's. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface TrainingStepGraph extends StepGraph {
  /** What each layer gives, in order. */
  readonly layerOutputs: readonly NamedTensor[];
  /** That of each weight that is trained, from the first layer's on. */
  readonly gradients: readonly NamedTensor[];
}

/** The weights that training changes: learned ones of unfrozen layers. */
export function trainedParameters(network: Network): Parameter[] {
  const layers = network.layers.filter((layer) => layer.trainable);
  return layers.flatMap((layer) => layer.parameters.filter((parameter) => parameter.learned));
}

/** Forward, loss, gradients of what is trained, and the optimiser's update, for batches of that size. */
export function traceTrainingStep(
  network: Network,
  loss: Loss,
  optimizer: Optimizer,
  batchSize: number,
): TrainingStepGraph {
  const { x, y } = placeholders(network, batchSize);
  const learningRate = Tensor.placeholder([], "learningRate");
  const step = Tensor.placeholder([], "step");
  const weights = new Weights(network);
  const layerOutputs: NamedTensor[] = [];
  const onLayer: CallContext["onLayer"] = ({ name }, _inputs, tensor) => void layerOutputs.push({ name, tensor });
  const output = network.call(x, { training: true, step, read: weights.read, observe: weights.observe, onLayer });
  const total = loss(y, output);
  const trained = trainedParameters(network);
  const slopes = gradients(total, trained.map(weights.read));
  const moments = trained.flatMap((parameter, index) => {
    const initial = optimizer.initialSlots(parameter.shape);
    const slots = initial.map((_, slot) => Tensor.placeholder(parameter.shape, `${parameter.name}/slot${slot}`));
    const current = weights.read(parameter);
    const updated = optimizer.update({ parameter: current, gradient: slopes[index]!, slots, learningRate, step });
    weights.update(parameter, updated.parameter);
    return slots.map((tensor, slot) => ({
      tensor,
      next: updated.slots[slot]!,
      initial: initial[slot]!,
      name: `${parameter.name}/slot${slot}`,
      parameter: null,
    }));
  });
  const state = [...weights.state(), ...moments];
  const varying = new Set([y, learningRate, step, ...state.map(({ tensor }) => tensor)]);
  return {
    graph: graphOf([x, y, learningRate, step], [total, output]),
    state,
    varying,
    layerOutputs,
    gradients: trained.map(({ name }, index) => ({ name, tensor: slopes[index]! })),
  };
}

/** Forward and loss as in prediction; the trained weights are state, so that the plan serves every epoch. */
export function traceEvaluation(network: Network, loss: Loss, batchSize: number): StepGraph {
  const { x, y } = placeholders(network, batchSize);
  const weights = new Weights(network);
  const output = network.call(x, { ...inferenceContext, read: weights.read });
  const state = weights.state();
  const varying = new Set([y, ...state.map(({ tensor }) => tensor)]);
  return { graph: graphOf([x, y], [loss(y, output), output]), state, varying };
}

function placeholders(network: Network, batchSize: number): { x: Tensor; y: Tensor } {
  return {
    x: Tensor.placeholder([batchSize, ...network.inputShape], "x"),
    y: Tensor.placeholder([batchSize, ...network.outputShape], "y"),
  };
}

/** Reads frozen weights as constants and those of unfrozen layers as state. */
class Weights {
  readonly #entries = new Map<Parameter, { readonly tensor: Tensor; next: Tensor }>();

  constructor(network: Network) {
    for (const parameter of network.layers.filter((layer) => layer.trainable).flatMap((layer) => layer.parameters)) {
      const tensor = Tensor.placeholder(parameter.shape, parameter.name);
      this.#entries.set(parameter, { tensor, next: tensor });
    }
  }

  readonly read = (parameter: Parameter): Tensor =>
    this.#entries.get(parameter)?.tensor ?? inferenceContext.read(parameter);

  readonly observe: CallContext["observe"] = (parameter, current, momentum) => {
    this.update(parameter, add(mul(this.read(parameter), momentum), mul(current, 1 - momentum)));
  };

  update(parameter: Parameter, next: Tensor): void {
    const entry = this.#entries.get(parameter);
    if (entry !== undefined) entry.next = next;
  }

  state(): StepState[] {
    return [...this.#entries].map(([parameter, entry]) => {
      return { ...entry, initial: parameter.values, name: parameter.name, parameter };
    });
  }
}
