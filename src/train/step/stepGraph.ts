// One training step, or one evaluation, of a model as a graph: what goes in, what comes out, what lives on.

import { gradients } from "../../graph/gradient.js";
import type { StateEntry } from "../../graph/storage.js";
import { type Graph, graphOf } from "../../graph/trace.js";
import { type CallContext, inferenceContext, type Layer } from "../../layers/layer.js";
import type { Parameter } from "../../layers/parameter.js";
import type { Network } from "../../model/network.js";
import { applyGradients, initialSlots } from "../../optim/applyGradients.js";
import type { Optimizer } from "../../optim/optimizer.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { Tensor } from "../../tensor/tensor.js";
import type { Loss } from "../losses.js";

/** A value that lives from step to step, with what it is to the model. */
export interface StepState extends StateEntry {
  readonly initial: Float32Array;
  /** The weight's, or the optimiser's moment's. */
  readonly name: string;
  /** The weight that it is, or null where it is an optimiser's moment. */
  readonly parameter: Parameter | null;
}

export interface StepGraph {
  /**
   * Inputs are x and y; in training then the examples' weights, where they have some, the learning rate and the step.
   * Outputs are the loss and the model's output.
   */
  readonly graph: Graph;
  readonly state: readonly StepState[];
  /** What the frozen part of the model does not depend on, and the statistics of a batch, which it must not make. */
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

/** What a step minimises, and what it may change for that. */
export interface StepOptions {
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** The layers that were trainable when the model was compiled. */
  readonly trainedLayers: ReadonlySet<Layer>;
  /** What the learning rate is multiplied with for a layer's weights; 1 where absent. */
  readonly learningRateMultipliers: ReadonlyMap<Layer, number>;
}

/** How a step is traced for the batches of one `fit`. */
export interface BatchShape {
  readonly batchSize: number;
  /** Whether each example has a weight. */
  readonly weighted: boolean;
}

/** Forward, loss, gradients of what is trained, and the optimiser's update, for batches of that size. */
export function traceTrainingStep(
  network: Network,
  options: StepOptions,
  { batchSize, weighted }: BatchShape,
): TrainingStepGraph {
  const { loss, optimizer } = options;
  const { x, y } = placeholders(network, batchSize);
  const learningRate = Tensor.placeholder([], "learningRate");
  const step = Tensor.placeholder([], "step");
  const sampleWeight = weighted ? Tensor.placeholder([batchSize], "sampleWeight") : undefined;
  const weights = new Weights(network, options.trainedLayers);
  const { read, observe } = weights;
  const isTrained = (layer: Layer): boolean => options.trainedLayers.has(layer);
  const layerOutputs: NamedTensor[] = [];
  const onLayer: CallContext["onLayer"] = ({ name }, _inputs, tensor) => void layerOutputs.push({ name, tensor });
  const output = network.call(x, { training: true, isTrained, step, read, observe, onLayer });
  const total = loss(y, output, sampleWeight);
  const trained = weights.parameters.filter(({ learned }) => learned);
  const slopes = gradients(total, trained.map(weights.read));
  const multipliers = multipliersByParameter(options.learningRateMultipliers);
  const carried = trained.map((parameter) => slotsOf(optimizer, parameter));
  const current = trained.map((parameter, index) => ({
    parameter: read(parameter),
    gradient: slopes[index]!,
    slots: carried[index]!.map(({ tensor }) => tensor),
    rateMultiplier: multipliers.get(parameter) ?? 1,
  }));
  const updated = applyGradients(optimizer, current, { learningRate, step });
  trained.forEach((parameter, index) => weights.update(parameter, updated[index]!.parameter));
  const moments = carried.flatMap((slots, index) =>
    slots.map((slot, place) => ({ ...slot, next: updated[index]!.slots[place]! })),
  );
  const state = [...weights.state(), ...moments];
  const others = [y, ...(sampleWeight === undefined ? [] : [sampleWeight]), learningRate, step];
  return {
    graph: graphOf([x, ...others], [total, output]),
    state,
    varying: new Set([...others, ...weights.batchStatistics, ...state.map(({ tensor }) => tensor)]),
    layerOutputs,
    gradients: trained.map(({ name }, index) => ({ name, tensor: slopes[index]! })),
  };
}

/** Forward and loss as in prediction; the trained weights are state, so that the plan serves every epoch. */
export function traceEvaluation(
  network: Network,
  { loss, trainedLayers }: Pick<StepOptions, "loss" | "trainedLayers">,
  batchSize: number,
): StepGraph {
  const { x, y } = placeholders(network, batchSize);
  const weights = new Weights(network, trainedLayers);
  const output = network.call(x, { ...inferenceContext, read: weights.read });
  const state = weights.state();
  const varying = new Set([y, ...state.map(({ tensor }) => tensor)]);
  return { graph: graphOf([x, y], [loss(y, output), output]), state, varying };
}

function multipliersByParameter(byLayer: StepOptions["learningRateMultipliers"]): Map<Parameter, number> {
  return new Map([...byLayer].flatMap(([layer, factor]) => layer.parameters.map((parameter) => [parameter, factor])));
}

/** What the optimiser keeps of a weight, before the step. */
function slotsOf(optimizer: Optimizer, { name, shape }: Parameter): Omit<StepState, "next">[] {
  return initialSlots(optimizer, shape, name).map((initial, place) => {
    const slot = `${name}/slot${place}`;
    return { tensor: Tensor.placeholder(shape, slot), initial, name: slot, parameter: null };
  });
}

function placeholders(network: Network, batchSize: number): { x: Tensor; y: Tensor } {
  return {
    x: Tensor.placeholder([batchSize, ...network.inputShape], "x"),
    y: Tensor.placeholder([batchSize, ...network.outputShape], "y"),
  };
}

/** Reads frozen weights as constants and those of trained layers as state. */
class Weights {
  readonly #entries = new Map<Parameter, { readonly tensor: Tensor; next: Tensor }>();

  constructor(network: Network, trainedLayers: ReadonlySet<Layer>) {
    const layers = network.layers.filter((layer) => trainedLayers.has(layer));
    for (const parameter of layers.flatMap((layer) => layer.parameters)) {
      const tensor = Tensor.placeholder(parameter.shape, parameter.name);
      this.#entries.set(parameter, { tensor, next: tensor });
    }
  }

  /** Those that are state, of which optimisers change the learned ones. */
  get parameters(): readonly Parameter[] {
    return [...this.#entries.keys()];
  }

  readonly read = (parameter: Parameter): Tensor =>
    this.#entries.get(parameter)?.tensor ?? inferenceContext.read(parameter);

  /** What batch norms have found: a picture's depends on the others of its batch, so that none can be kept. */
  readonly batchStatistics: Tensor[] = [];

  readonly observe: CallContext["observe"] = (parameter, current, momentum) => {
    this.batchStatistics.push(current);
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
