// A model of Keras as a network of linnet: models inside of models become their layers, and each layer gets a name of its own.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { freeName } from "../freeName.js";
import type { DescribedLayer, DescribedNetwork, RepeatedCall } from "../opened.js";
import { type KerasCall, type KerasLayer, type KerasModel, KerasTensor, tensorsOf } from "./kerasModel.js";
import { shapeOf } from "./readKerasModel.js";
import { type KerasVersion, type LayerStep, translateLayer } from "./translateLayer.js";
import { isOperation, translateOperation } from "./translateOperation.js";

export interface FlatModel {
  readonly network: DescribedNetwork;
  /** The name in the network of each layer that was called. */
  readonly names: ReadonlyMap<KerasLayer, string>;
}

/** Calls of layers in calls of models; far more than any network has. */
const MOST_CALLS = 100_000;

/** @throws LinnetError naming the layer that linnet does not have, or that reads what is not there */
export function flattenModel(model: KerasModel, version: KerasVersion): FlatModel {
  return new Flattening(version).flatten(model);
}

/** Adds layers in an order in which they can be connected. */
class Flattening {
  readonly #version: KerasVersion;
  readonly #entries: (DescribedLayer | RepeatedCall)[] = [];
  readonly #taken = new Set<string>();
  readonly #names = new Map<KerasLayer, string>();
  readonly #steps = new Map<KerasLayer, readonly string[]>();

  constructor(version: KerasVersion) {
    this.#version = version;
  }

  flatten(model: KerasModel): FlatModel {
    const inputs = model.inputs.map((tensor) => this.#addInput(model, tensor));
    const outputs = this.#addModel(model, inputs, { prefix: "", isTrainable: true });
    return { network: { name: model.name, layers: this.#entries, inputs, outputs }, names: this.#names };
  }

  #addInput(model: KerasModel, { layer: name }: KerasTensor): string {
    const layer = model.layers.find((one) => one.name === name);
    if (layer?.className !== "InputLayer")
      throw new LinnetError(`${model.where}: expected its input ${describe(name)} to be an InputLayer`);
    const shape = shapeOf(layer.config);
    const lengths = Array.isArray(shape) ? shape.slice(1) : [];
    // Open lengths are null: who makes a network of it says them.
    if (
      !Array.isArray(shape) ||
      !lengths.every((length) => length === null || (Number.isSafeInteger(length) && length > 0))
    ) {
      const found = JSON.stringify(shape)?.slice(0, 100);
      throw new LinnetError(`${layer.where}: expected a shape of lengths above 0, got ${found}`);
    }
    const own = this.#unique(name, "");
    const described = { className: "InputLayer", name: own, trainable: layer.trainable };
    this.#entries.push({ ...described, config: { shape: lengths }, inputs: [] });
    this.#names.set(layer, own);
    return own;
  }

  /** Adds the layers of a model whose inputs these connections are; its outputs. */
  #addModel(model: KerasModel, inputs: readonly string[], placed: Placed): string[] {
    const made = new Map<string, string>();
    model.inputs.forEach((tensor, index) => made.set(keyOf(tensor), inputs[index]!));
    for (const { layer, call, index } of callsInOrder(model)) {
      const reads = (tensor: KerasTensor): string => {
        const found = made.get(keyOf(tensor));
        if (found !== undefined) return found;
        throw new LinnetError(
          `${layer.where}: it reads output ${tensor.output} of ${describe(tensor.layer)}, which has none`,
        );
      };
      const outputs = this.#addCall(layer, call, { reads, placed });
      outputs.forEach((output, number) => made.set(`${layer.name}\n${index}\n${number}`, output));
      if (this.#entries.length > MOST_CALLS)
        throw new LinnetError(`${layer.where}: expected at most ${MOST_CALLS} calls`);
    }
    return model.outputs.map((tensor) => {
      const found = made.get(keyOf(tensor));
      if (found !== undefined) return found;
      throw new LinnetError(`${model.where}: expected its output ${describe(tensor.layer)} to be there`);
    });
  }

  #addCall(layer: KerasLayer, call: KerasCall, { reads, placed }: Reading): string[] {
    if (layer.model !== null) return this.#addInnerModel(layer, layer.model, { call, reads, placed });
    if (isOperation(layer)) {
      const { steps, tensors } = translateOperation(layer, call);
      return [this.#addSteps(layer, steps, { inputs: tensors.map(reads), placed })];
    }
    checkOptions(layer, call, this.#version);
    const steps = translateLayer(layer, this.#version);
    return [this.#addSteps(layer, steps, { inputs: tensorsOf(call).map(reads), placed })];
  }

  #addInnerModel(
    layer: KerasLayer,
    model: KerasModel,
    { call, reads, placed }: Reading & { readonly call: KerasCall },
  ): string[] {
    checkOptions(layer, call, this.#version);
    const inputs = tensorsOf(call).map(reads);
    if (inputs.length !== model.inputs.length)
      throw new LinnetError(`${layer.where}: expected ${model.inputs.length} inputs, got ${inputs.length}`);
    const isTrainable = placed.isTrainable && layer.trainable;
    return this.#addModel(model, inputs, { prefix: `${placed.prefix}${layer.name}_`, isTrainable });
  }

  /** The last of the layers. A layer that was called before is called again, with the same weights. */
  #addSteps(
    layer: KerasLayer,
    steps: readonly LayerStep[],
    { inputs, placed }: { readonly inputs: readonly string[]; readonly placed: Placed },
  ): string {
    const before = this.#steps.get(layer);
    let read = inputs;
    if (before !== undefined) {
      for (const name of before) {
        const again = this.#take(freeName(name, this.#taken, ":"));
        this.#entries.push({ name: again, callOf: name, inputs: read });
        read = [again];
      }
      return lastOf(layer, read);
    }
    const added = steps.map(({ className, config }, index) => {
      const wanted = index === 0 ? layer.name : `${layer.name}_${className.toLowerCase()}`;
      const name = this.#unique(wanted, placed.prefix);
      const trainable = placed.isTrainable && layer.trainable;
      this.#entries.push({ className, name, trainable, config, inputs: read });
      if (index === 0) this.#names.set(layer, name);
      read = [name];
      return name;
    });
    this.#steps.set(layer, added);
    return lastOf(layer, read);
  }

  /** The name itself, with the models that it is in, or with a number. */
  #unique(wanted: string, prefix: string): string {
    return this.#take(freeName(this.#taken.has(wanted) ? `${prefix}${wanted}` : wanted, this.#taken));
  }

  #take(name: string): string {
    this.#taken.add(name);
    return name;
  }
}

interface Placed {
  /** The models around, for names that are not unique. */
  readonly prefix: string;
  readonly isTrainable: boolean;
}

interface Reading {
  readonly reads: (tensor: KerasTensor) => string;
  readonly placed: Placed;
}

function lastOf(layer: KerasLayer, names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  throw new LinnetError(`${layer.where}: expected one input, got ${names.length}`);
}

function keyOf({ layer, call, output }: KerasTensor): string {
  return `${layer}\n${call}\n${output}`;
}

/**
 * What a call may say beside its tensors: nothing that changes what is computed when predicting. Keras 3 overrides `training` when
 * a model predicts; before it, a layer called so does always as in training.
 */
function checkOptions({ where }: KerasLayer, { args, options }: KerasCall, { major }: KerasVersion): void {
  const others = args.flat(4).filter((value) => !(value instanceof KerasTensor) && value !== null);
  if (others.length > 0)
    throw new LinnetError(`${where}: expected it to be called with tensors, got ${describe(others[0])}`);
  for (const [name, value] of Object.entries(options)) {
    const isHarmless =
      value === null || value instanceof KerasTensor || (name === "training" && (value === false || major >= 3));
    if (!isHarmless)
      throw new LinnetError(
        `${where}: it is called with ${name} = ${describe(value)}, which linnet's layers do not take`,
      );
  }
}

interface NumberedCall {
  readonly layer: KerasLayer;
  readonly call: KerasCall;
  /** As tensors name it. */
  readonly index: number;
}

/** Every call after those that it reads. @throws LinnetError if there is a circle, or a call reads what is not there */
function callsInOrder(model: KerasModel): NumberedCall[] {
  const offsets = firstCalls(model);
  const calls = new Map<string, NumberedCall>();
  for (const layer of model.layers)
    layer.calls.forEach((call, place) => {
      const index = place + offsets.get(layer.name)!;
      calls.set(`${layer.name}\n${index}`, { layer, call, index });
    });
  const order: NumberedCall[] = [];
  const state = new Map<NumberedCall, "begun" | "done">();
  for (const first of calls.values()) {
    const open = [first];
    while (open.length > 0) {
      const one = open.at(-1)!;
      if (state.get(one) !== undefined) {
        open.pop();
        if (state.get(one) === "begun") order.push(one);
        state.set(one, "done");
        continue;
      }
      state.set(one, "begun");
      for (const tensor of tensorsOf(one.call)) {
        const before = calls.get(`${tensor.layer}\n${tensor.call}`);
        if (before === undefined || state.get(before) === "done") continue;
        if (state.get(before) === "begun") throw new LinnetError(`${one.layer.where}: it reads what is made of it`);
        open.push(before);
      }
    }
  }
  return order;
}

/**
 * The number of each layer's first call. Keras 2 counts the making of a model as its first, which stands in no file; so the
 * highest number that any tensor names tells where to begin.
 */
function firstCalls({ layers, outputs }: KerasModel): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  const tensors = [...layers.flatMap(({ calls }) => calls.flatMap(tensorsOf)), ...outputs];
  for (const { layer, call } of tensors) highest.set(layer, Math.max(call, highest.get(layer) ?? 0));
  return new Map(
    layers.map(({ name, calls, model }) => {
      const beyond = (highest.get(name) ?? 0) - (calls.length - 1);
      return [name, model !== null && beyond === 1 ? 1 : 0];
    }),
  );
}
