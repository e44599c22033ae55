// Weights of a network side by side with those of a file: by PyTorch's names, by Keras's, or by the order of Keras's layers.

import { torchDeviation } from "../../formats/imagenetColors.js";
import type { Parameter } from "../../layers/parameter.js";
import type { Weights } from "../../model/network.js";
import { storedInOrder, storedLayers } from "../../model/storedLayers.js";
import { weightOf } from "../../model/weights.js";
import type { Shape } from "../../tensor/shape.js";
import type { BuiltNetwork } from "../architecture.js";
import { type ArchitectureName, findArchitecture } from "../architectures.js";
import type { Source } from "../sources.js";
import type { DetectedProgram } from "./detectSource.js";
import { programs } from "./programs.js";
import { fromTorch, torchWeights } from "./torchWeights.js";

/** A network, and what it was made from. */
export interface MatchedNetwork extends BuiltNetwork {
  readonly architecture: ArchitectureName;
  readonly source: Source;
}

/** A weight of a file. */
interface Found {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** A weight of linnet's, and what the file has for it. */
interface Pair {
  readonly parameter: Parameter;
  /** The name in the file. */
  readonly name: string;
  /** The shape in the file. */
  readonly expected: Shape;
  readonly found: Found | undefined;
  /** The values in linnet's order. */
  convert(values: Float32Array): Float32Array;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** What belongs to no weight of the network, and to none of the classifier that it lacks. */
  readonly unused: Weights;
}

/** PyTorch counts its batches, which nothing needs. */
const COUNT = /(^|\.)num_batches_tracked$/;

export function pairsByTorchNames(
  built: MatchedNetwork,
  weights: Weights,
  { program, prefix }: DetectedProgram,
): Pairs {
  const weightsIn = (of: BuiltNetwork) => torchWeights(programs[built.architecture][program]!(of));
  const expected = weightsIn(built);
  const pairs = expected.map((weight) => ({
    parameter: weight.parameter,
    name: prefix + weight.name,
    expected: weight.shape,
    found: weights.get(prefix + weight.name),
    convert: (values: Float32Array) => fromTorch(weight, values),
  }));
  const known = new Set([...expected, ...weightsIn(withClassifier(built))].map(({ name }) => prefix + name));
  return { pairs, unused: without(weights, (name) => known.has(name) || COUNT.test(name)) };
}

/** A base may have a head of one's own behind it, of dense layers; a network with its classifier has no others. */
export function pairsByNames(built: MatchedNetwork, weights: Weights): Pairs {
  const { parameters } = built.network;
  const pairs = parameters.map((parameter) => {
    const { name, alias } = parameter;
    const isAlias = alias !== null && !weights.has(name) && weights.has(alias);
    return pairOf(parameter, isAlias ? alias : name, weightOf(parameter, weights));
  });
  const whole = withClassifier(built).network.parameters;
  const known = new Set([...pairs, ...whole].map(({ name }) => name));
  const isBase = whole.length > parameters.length;
  return { pairs, unused: without(weights, (name, { shape }) => known.has(name) || (isBase && shape.length <= 2)) };
}

export function pairsByOrder(built: MatchedNetwork, weights: Weights): Pairs {
  const { parameters } = built.network;
  const entries = [...weights];
  const pairs = parameters.map((parameter, place) => {
    const [name, found] = entries[place] ?? [parameter.name, undefined];
    return pairOf(parameter, name, found);
  });
  const whole = withClassifier(built).network.parameters.length;
  return { pairs, unused: new Map(entries.slice(entries.length === whole ? whole : parameters.length)) };
}

/** As Keras 3 keeps weights alone: layers are in order among those of their class, and their weights have numbers. */
export function pairsByKinds(built: MatchedNetwork, weights: Weights, kinds: ReadonlyMap<string, string>): Pairs {
  const stored = storedLayers(weights);
  const layers = withClassifier(built).network.layers.filter(({ parameters }) => parameters.length > 0);
  const places = storedInOrder(layers, stored.keys(), kinds);
  const ours = new Map(built.network.layers.map((layer) => [layer.name, layer]));
  const pairs = layers.flatMap(({ name }, index) => {
    const place = places[index];
    return (ours.get(name)?.parameters ?? []).map((parameter, number) => {
      const [own, found] = stored.get(place ?? "")?.[number] ?? [];
      return pairOf(parameter, place === undefined ? parameter.name : `${place}/${own ?? number}`, found);
    });
  });
  const known = new Set(
    layers.flatMap(({ parameters }, index) => parameters.map((_, number) => `${places[index]}/${number}`)),
  );
  return { pairs, unused: without(weights, (name) => known.has(name)) };
}

function pairOf(parameter: Parameter, name: string, found: Found | undefined): Pair {
  const convert = parameter.name === "normalization/variance" ? asVariance : (values: Float32Array) => values;
  return { parameter, name, expected: parameter.shape, found, convert };
}

/**
 * Keras's ImageNet weights of EfficientNet have the deviation where the variance belongs, and Keras divides by its root once
 * more behind the layer (https://github.com/tensorflow/tensorflow/issues/49930).
 */
function asVariance(values: Float32Array): Float32Array {
  const isDeviation = torchDeviation.every((deviation, channel) => Math.abs(values[channel]! - deviation) < 1e-6);
  return isDeviation ? values.map((deviation) => deviation ** 2) : values;
}

/** The same network with its classifier. */
function withClassifier({ architecture, source }: MatchedNetwork): BuiltNetwork {
  return findArchitecture(architecture).create({ source, includeTop: true });
}

function without(weights: Weights, isKnown: (name: string, found: Found) => boolean): Weights {
  return new Map([...weights].filter(([name, found]) => !isKnown(name, found)));
}
