// One training step, or one evaluation, of a model as a graph with inputs, outputs and state.

import type { Backend } from "../../backends/backend.js";
import { gradients } from "../../graph/gradient.js";
import { type Graph, graphOf } from "../../graph/trace.js";
import { type CallContext, inferenceContext, type Layer } from "../../layers/index.js";
import type { Parameter } from "../../layers/parameter.js";
import type { Network } from "../../model/network.js";
import type { NetworkEnd } from "../../model/tensorArguments.js";
import { applyGradients } from "../../optim/applyGradients.js";
import type { Optimizer } from "../../optim/optimizer.js";
import { Tensor } from "../../tensor/tensor.js";
import { type Activity, addActivities, addPenalties, constrained } from "./penalties.js";
import { type OutputLoss, traceLoss } from "./stepLoss.js";
import { momentsOf, type StepState, StepWeights } from "./stepState.js";
import { type TargetEnd, targetEnd } from "./targetEnd.js";

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

export type EvaluationOptions = Pick<StepOptions, "method" | "losses" | "trainedLayers" | "backend">;

/** How a step is traced for the batches of one `fit`. */
export interface BatchShape {
  readonly batchSize: number;
  /** Whether each example has a weight. */
  readonly weighted: boolean;
}

/** Forward, loss, gradients of trained weights, and the optimizer's update, for one batch size. */
export function traceTrainingStep(network: Network, options: StepOptions, batch: BatchShape): TrainingStepGraph {
  const { optimizer, method } = options;
  const learningRate = Tensor.placeholder([], "learningRate");
  const step = Tensor.placeholder([], "step");
  const forward = traceForward(network, options, batch, ({ observe }) => ({ training: true, step, observe }));
  const { weights, loss, layerOutputs } = forward;
  const trained = weights.learned;
  const slopes = gradients(loss, trained.map(weights.read));
  const multipliers = multipliersByParameter(options.learningRateMultipliers);
  const carried = trained.map((parameter) => momentsOf(optimizer, parameter));
  const current = trained.map((parameter, index) => ({
    parameter: weights.read(parameter),
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
  return {
    ...stepGraphOf(forward, [learningRate, step], moments),
    layerOutputs: layerOutputs.map(({ layer, output }) => ({ name: layer.name, tensor: output })),
    gradients: trained.map(({ name }, index) => ({ name, tensor: slopes[index]! })),
  };
}

/** Forward and loss as in prediction; trained weights are state, so that the plan serves every epoch. */
export function traceEvaluation(network: Network, options: EvaluationOptions, batch: BatchShape): StepGraph {
  return stepGraphOf(
    traceForward(network, options, batch, () => inferenceContext),
    [],
    [],
  );
}

type Forward = ReturnType<typeof traceForward>;

/** From placeholders for the batch to the loss. */
function traceForward(
  network: Network,
  { method, losses, trainedLayers, backend }: EvaluationOptions,
  { batchSize, weighted }: BatchShape,
  contextOf: (weights: StepWeights) => Pick<CallContext, "training" | "step" | "observe">,
) {
  const targets = network.outputEnds.map((end, index) => targetEnd(method, end, losses[index]!.loss));
  const xs = rows("x", network.inputEnds, batchSize);
  const ys = rows("y", targets, batchSize);
  const sampleWeight = weighted ? Tensor.placeholder([batchSize], "sampleWeight") : undefined;
  const weights = new StepWeights(network, trainedLayers);
  const layerOutputs: Activity[] = [];
  const outputs = network.callAll(xs, {
    ...contextOf(weights),
    read: weights.read,
    isTrained: (layer) => trainedLayers.has(layer),
    integers: backend === undefined || backend.storesInt8 === true,
    onLayer: (layer, _inputs, output) => layerOutputs.push({ layer, output }),
  });
  const { total, each } = traceLoss(method, losses, { ys, outputs, sampleWeight });
  const loss = addPenalties(method, addActivities(method, total, layerOutputs), weights.learned, weights.read);
  const given = sampleWeight === undefined ? ys : [...ys, sampleWeight];
  return { xs, given, targets, weights, layerOutputs, loss, results: [loss, ...outputs, ...each] };
}

function stepGraphOf(
  { xs, given, targets, weights, layerOutputs, results }: Forward,
  clock: readonly Tensor[],
  moments: readonly StepState[],
): StepGraph {
  const state = [...weights.state(), ...moments];
  const others = [...given, ...clock];
  // What an output costs is of a whole batch: a frozen part, whose features are kept picture by picture, ends before it.
  const activities = layerOutputs.filter(({ layer }) => layer.activityRegularizer !== null);
  return {
    graph: graphOf([...xs, ...others], results),
    inputCount: xs.length,
    targets,
    state,
    varying: new Set([
      ...others,
      ...weights.batchStatistics,
      ...activities.map(({ output }) => output),
      ...state.map(({ tensor }) => tensor),
    ]),
  };
}

/** A placeholder `[batch, ...shape]` for each end. */
function rows(argument: string, ends: readonly NetworkEnd[], batchSize: number): Tensor[] {
  return ends.map(({ name, shape }) =>
    Tensor.placeholder([batchSize, ...shape], ends.length === 1 ? argument : `${argument} ${name}`),
  );
}

function multipliersByParameter(byLayer: StepOptions["learningRateMultipliers"]): Map<Parameter, number> {
  return new Map([...byLayer].flatMap(([layer, factor]) => layer.parameters.map((parameter) => [parameter, factor])));
}
