// One training step, or one evaluation, of a model as a graph with inputs, outputs and state.

import type { Backend } from "../../backends/backend.js";
import { gradients } from "../../graph/gradient.js";
import { dependents } from "../../graph/partition.js";
import type { StateEntry } from "../../graph/storage.js";
import { type Graph, graphOf } from "../../graph/trace.js";
import { type CallContext, inferenceContext, type Layer } from "../../layers/index.js";
import type { Parameter } from "../../layers/parameter.js";
import type { Loss } from "../../losses/loss.js";
import type { Network } from "../../model/network.js";
import type { NetworkEnd } from "../../model/tensorArguments.js";
import { applyGradients, averages, initialSlots, slotShape } from "../../optim/applyGradients.js";
import type { Optimizer } from "../../optim/optimizer.js";
import { LinnetError } from "../../tensor/errors.js";
import { inputOf } from "../../tensor/inputOf.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { softmaxOp } from "../../tensor/ops/softmax.js";
import { formatShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { type Activity, addActivities, addPenalties, constrained } from "./penalties.js";
import { type TargetEnd, targetEnd } from "./targetEnd.js";

/** A value that persists from step to step, and its role in the model. */
export interface StepState extends StateEntry {
  readonly initial: Float32Array;
  /** The name of the weight, or of the optimizer's moment. */
  readonly name: string;
  /** Null for an optimizer's moment. */
  readonly parameter: Parameter | null;
  /** The weight whose moving average this is, or null. */
  readonly averageOf: Parameter | null;
}

export interface StepGraph {
  /**
   * Inputs: x for each input of the network, y for each output, the examples' weights, if any; in training then the
   * learning rate and the step. Outputs: the loss, the network's outputs and, if there are several, the loss of each.
   */
  readonly graph: Graph;
  /** How many of the graph's first inputs are the network's. */
  readonly inputCount: number;
  /** What the loss of each output compares it with. */
  readonly targets: readonly TargetEnd[];
  readonly state: readonly StepState[];
  /** What no frozen part may depend on, and the statistics of a batch, which it must not compute. */
  readonly varying: ReadonlySet<Tensor>;
}

/** A value inside a step, with the name of the layer or weight. */
interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

export interface TrainingStepGraph extends StepGraph {
  /** The output of each layer, in order. */
  readonly layerOutputs: readonly NamedTensor[];
  /** The gradient of each trained weight, from the first layer's on. */
  readonly gradients: readonly NamedTensor[];
}

/** One output's term in the sum to minimize. */
interface OutputLoss {
  readonly name: string;
  readonly loss: Loss;
  readonly weight: number;
}

/** What a step minimizes, and what it may change. */
export interface StepOptions {
  /** The method that it is a step of, for errors. */
  readonly method: string;
  /** One for each output of the network. */
  readonly losses: readonly OutputLoss[];
  readonly optimizer: Optimizer;
  /** The layers that were trainable at the first training after `compile`. */
  readonly trainedLayers: ReadonlySet<Layer>;
  /** Factors of the learning rate for layers; 1 if absent. */
  readonly learningRateMultipliers: ReadonlyMap<Layer, number>;
  /** What the step is for. Default: one that has kernels for integers. */
  readonly backend?: Pick<Backend, "storesInt8">;
}

type Losses = Pick<StepOptions, "method" | "losses">;

export type EvaluationOptions = Pick<StepOptions, "method" | "losses" | "trainedLayers" | "backend">;

/** How a step is traced for the batches of one `fit`. */
export interface BatchShape {
  readonly batchSize: number;
  /** Whether each example has a weight. */
  readonly weighted: boolean;
}

/** Forward, loss, gradients of trained weights, and the optimizer's update, for one batch size. */
export function traceTrainingStep(
  network: Network,
  options: StepOptions,
  { batchSize, weighted }: BatchShape,
): TrainingStepGraph {
  const { optimizer, method } = options;
  const { xs, ys, targets } = placeholders(network, options, batchSize);
  const learningRate = Tensor.placeholder([], "learningRate");
  const step = Tensor.placeholder([], "step");
  const sampleWeight = weighted ? Tensor.placeholder([batchSize], "sampleWeight") : undefined;
  const weights = new Weights(network, options.trainedLayers);
  const { read, observe } = weights;
  const isTrained = (layer: Layer): boolean => options.trainedLayers.has(layer);
  const layerOutputs: NamedTensor[] = [];
  const activities: Activity[] = [];
  const onLayer: CallContext["onLayer"] = (layer, _inputs, tensor) => {
    layerOutputs.push({ name: layer.name, tensor });
    if (layer.activityRegularizer !== null) activities.push({ layer, output: tensor });
  };
  const outputs = network.callAll(xs, {
    ...{ training: true, isTrained, step, read, observe, onLayer },
    integers: hasIntegers(options),
  });
  const { total: ofOutputs, each } = traceLoss(options, { ys, outputs, sampleWeight });
  const trained = weights.learned;
  const total = addPenalties(method, addActivities(method, ofOutputs, activities), trained, read);
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
  trained.forEach((parameter, index) =>
    weights.update(parameter, constrained(method, parameter, updated[index]!.parameter)),
  );
  const moments = carried.flatMap((slots, index) =>
    slots.map((slot, place) => ({ ...slot, next: updated[index]!.slots[place]! })),
  );
  const state = [...weights.state(), ...moments];
  const others = [...ys, ...(sampleWeight === undefined ? [] : [sampleWeight]), learningRate, step];
  return {
    graph: graphOf([...xs, ...others], [total, ...outputs, ...each]),
    inputCount: xs.length,
    targets,
    state,
    varying: new Set([
      ...others,
      ...weights.batchStatistics,
      ...outputsOf(activities),
      ...state.map(({ tensor }) => tensor),
    ]),
    layerOutputs,
    gradients: trained.map(({ name }, index) => ({ name, tensor: slopes[index]! })),
  };
}

/** Forward and loss as in prediction; trained weights are state, so that the plan serves every epoch. */
export function traceEvaluation(
  network: Network,
  options: EvaluationOptions,
  { batchSize, weighted }: BatchShape,
): StepGraph {
  const { xs, ys, targets } = placeholders(network, options, batchSize);
  const sampleWeight = weighted ? Tensor.placeholder([batchSize], "sampleWeight") : undefined;
  const weights = new Weights(network, options.trainedLayers);
  const isTrained = (layer: Layer): boolean => options.trainedLayers.has(layer);
  const activities: Activity[] = [];
  const onLayer: CallContext["onLayer"] = (layer, _inputs, output) => {
    if (layer.activityRegularizer !== null) activities.push({ layer, output });
  };
  const outputs = network.callAll(xs, {
    ...inferenceContext,
    ...{ isTrained, read: weights.read, integers: hasIntegers(options), onLayer },
  });
  const { total: ofOutputs, each } = traceLoss(options, { ys, outputs, sampleWeight });
  const withActivities = addActivities(options.method, ofOutputs, activities);
  const total = addPenalties(options.method, withActivities, weights.learned, weights.read);
  const state = weights.state();
  const others = [...ys, ...(sampleWeight === undefined ? [] : [sampleWeight])];
  return {
    graph: graphOf([...xs, ...others], [total, ...outputs, ...each]),
    inputCount: xs.length,
    targets,
    state,
    varying: new Set([...others, ...outputsOf(activities), ...state.map(({ tensor }) => tensor)]),
  };
}

/** Their penalties are of a whole batch: a frozen part, whose features are kept picture by picture, ends before them. */
function outputsOf(activities: readonly Activity[]): Tensor[] {
  return activities.map(({ output }) => output);
}

function hasIntegers({ backend }: Pick<StepOptions, "backend">): boolean {
  return backend === undefined || backend.storesInt8 === true;
}

interface Examples {
  readonly ys: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly sampleWeight: Tensor | undefined;
}

/** The weighted sum of the outputs' losses and, if there are several, each loss. */
function traceLoss({ method, losses }: Losses, examples: Examples): { total: Tensor; each: readonly Tensor[] } {
  const each = losses.map((output, index) => traceOutputLoss(method, output, index, examples));
  const weighted = losses.map(({ weight }, index) => (weight === 1 ? each[index]! : mul(each[index]!, weight)));
  const total = weighted.reduce((sum, loss) => add(sum, loss));
  return { total, each: losses.length === 1 ? [] : each };
}

/** @throws LinnetError if a loss is not a scalar, ignores the weights of the examples, or has nothing to learn from */
function traceOutputLoss(
  method: string,
  { name, loss }: OutputLoss,
  index: number,
  { ys, outputs, sampleWeight }: Examples,
): Tensor {
  if (inputOf(softmaxOp, outputs[index]!) !== null && outputs[index]!.shape.at(-1) === 1)
    throw new LinnetError(
      `${method}: expected output "${name}" to be more than a softmax of one unit, which is always 1: use sigmoid, or two units`,
    );
  const value: unknown = loss(ys[index]!, outputs[index]!, sampleWeight);
  if (!(value instanceof Tensor) || value.rank !== 0) {
    const found = value instanceof Tensor ? `a tensor ${formatShape(value.shape)}` : `a ${typeof value}`;
    throw new LinnetError(`${method}: expected the loss of output "${name}" to give a scalar tensor [], got ${found}`);
  }
  if (sampleWeight !== undefined && !dependents(graphOf([], [value]), new Set([sampleWeight])).has(value))
    throw new LinnetError(
      `${method}: expected a loss (target, output, sampleWeight) for examples that have weights, that of output "${name}" ` +
        "does not depend on them",
    );
  return value;
}

function multipliersByParameter(byLayer: StepOptions["learningRateMultipliers"]): Map<Parameter, number> {
  return new Map([...byLayer].flatMap(([layer, factor]) => layer.parameters.map((parameter) => [parameter, factor])));
}

/** The optimizer's moments of a weight, before the step. */
function slotsOf(optimizer: Optimizer, parameter: Parameter): Omit<StepState, "next">[] {
  const { name, shape } = parameter;
  return initialSlots(optimizer, shape, name).map((initial, place, { length }) => {
    const slot = `${name}/slot${place}`;
    const averageOf = averages(optimizer) && place === length - 1 ? parameter : null;
    return {
      tensor: Tensor.placeholder(slotShape(shape, initial), slot),
      initial,
      name: slot,
      parameter: null,
      averageOf,
    };
  });
}

function placeholders({ inputEnds, outputEnds }: Network, { method, losses }: Losses, batchSize: number) {
  const targets = outputEnds.map((end, index) => targetEnd(method, end, losses[index]!.loss));
  const rows = (argument: string, ends: readonly NetworkEnd[]): Tensor[] =>
    ends.map(({ name, shape }) =>
      Tensor.placeholder([batchSize, ...shape], ends.length === 1 ? argument : `${argument} ${name}`),
    );
  return { xs: rows("x", inputEnds), ys: rows("y", targets), targets };
}

/** Reads frozen weights as constants, and those of trained layers as state. */
class Weights {
  readonly #entries = new Map<Parameter, { readonly tensor: Tensor; next: Tensor }>();

  constructor(network: Network, trainedLayers: ReadonlySet<Layer>) {
    const layers = network.layers.filter((layer) => trainedLayers.has(layer));
    for (const parameter of layers.flatMap((layer) => layer.parameters)) {
      const tensor = Tensor.placeholder(parameter.shape, parameter.name);
      this.#entries.set(parameter, { tensor, next: tensor });
    }
  }

  /** The weights that are state; optimizers change the learned ones among them. */
  get parameters(): readonly Parameter[] {
    return [...this.#entries.keys()];
  }

  get learned(): readonly Parameter[] {
    return this.parameters.filter(({ learned }) => learned);
  }

  readonly read = (parameter: Parameter): Tensor =>
    this.#entries.get(parameter)?.tensor ?? inferenceContext.read(parameter);

  /** The batch norms' results: they depend on the other pictures of the batch, so they cannot be kept. */
  readonly batchStatistics: Tensor[] = [];

  readonly observe: CallContext["observe"] = (parameter, current, momentum) => {
    this.batchStatistics.push(current);
    // A layer that is called twice updates its statistics twice.
    const before = this.#entries.get(parameter)?.next ?? this.read(parameter);
    this.update(parameter, add(mul(before, momentum), mul(current, 1 - momentum)));
  };

  update(parameter: Parameter, next: Tensor): void {
    const entry = this.#entries.get(parameter);
    if (entry !== undefined) entry.next = next;
  }

  state(): StepState[] {
    return [...this.#entries].map(([parameter, entry]) => {
      return { ...entry, initial: parameter.values, name: parameter.name, parameter, averageOf: null };
    });
  }
}
