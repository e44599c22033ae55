// What persists from step to step: the weights of trained layers, and what the optimizer keeps of each.

import type { StateEntry } from "../../graph/storage.js";
import { type CallContext, inferenceContext, type Layer } from "../../layers/index.js";
import type { Parameter } from "../../layers/parameter.js";
import type { Network } from "../../model/network.js";
import { averages, initialSlots, slotShape } from "../../optim/applyGradients.js";
import type { Optimizer } from "../../optim/optimizer.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { Tensor } from "../../tensor/tensor.js";

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

/** Reads frozen weights as constants, and those of trained layers as state. */
export class StepWeights {
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

/** The optimizer's moments of a weight, before the step. */
export function momentsOf(optimizer: Optimizer, parameter: Parameter): Omit<StepState, "next">[] {
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
