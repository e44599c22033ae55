// How a picture becomes a network's input, as a layer of Keras's at the front: the network then takes pixels from 0 to 255.

import { LinnetError } from "../../tensor/errors.js";
import { freeName } from "../freeName.js";
import { imagenetMean, torchDeviation, torchMean } from "../imagenetColors.js";
import { type DescribedLayer, type DescribedNetwork, inputsOf } from "../opened.js";
import type { NamedWeight, WrittenNetwork } from "../writtenNetwork.js";

export interface KerasOptions {
  /** Whether the preprocessing becomes a layer of the model. */
  readonly includePreprocessing: boolean;
}

interface Front {
  readonly className: string;
  readonly config: { readonly [option: string]: unknown };
  readonly weights?: readonly NamedWeight[];
}

const rescaling: Front = { className: "Rescaling", config: { scale: 1 / 127.5, offset: -1 } };

const fronts: { readonly [mode: string]: Front | null } = {
  none: null,
  tf: rescaling,
  minusOneToOne: rescaling,
  mobilenetV2: rescaling,
  torch: normalization(
    torchMean.map((mean) => 255 * mean),
    torchDeviation.map((deviation) => (255 * deviation) ** 2),
  ),
  imagenetMean: normalization(imagenetMean, [1, 1, 1]),
  caffe: reversed(),
};

function normalization(mean: readonly number[], variance: readonly number[]): Front {
  return { className: "Normalization", config: { axis: -1, mean, variance } };
}

/** Blue, green and red instead of red, green and blue, each minus its mean: as a convolution, for no layer exchanges channels. */
function reversed(): Front {
  const config = {
    filters: 3,
    kernelSize: [1, 1],
    strides: [1, 1],
    padding: "valid",
    activation: "linear",
    useBias: true,
  };
  const kernel = { name: "kernel", shape: [1, 1, 3, 3], values: Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0) };
  const bias = { name: "bias", shape: [3], values: Float32Array.from([...imagenetMean].reverse(), (mean) => -mean) };
  return {
    className: "Conv2D",
    config,
    weights: [kernel, bias].map((weight) => ({ ...weight, key: "", learned: false })),
  };
}

/** The network with that layer behind its input, and the layer's name; null if there is none: the network takes what it took. */
export function withPreprocessing(
  written: WrittenNetwork,
  { includePreprocessing }: KerasOptions,
): { readonly written: WrittenNetwork; readonly layer: string | null } {
  const { network, shapes, weights, use } = written;
  if (use.preprocessing === undefined || !includePreprocessing) return { written, layer: null };
  const { mode } = use.preprocessing;
  const front = Object.hasOwn(fronts, mode) ? fronts[mode]! : undefined;
  if (front === undefined)
    throw new LinnetError(`expected a preprocessing among ${Object.keys(fronts).join(", ")}, got ${mode}`);
  if (front === null) return { written, layer: null };
  const [input, ...others] = inputsOf(network);
  const shape = shapes.get(input!)!;
  if (others.length > 0 || (shape.at(-1) !== 3 && front !== rescaling))
    throw new LinnetError(
      `expected one input of three channels for the preprocessing ${mode}, got ${others.length + 1} and [${shape}]: ` +
        "write it without (includePreprocessing: false)",
    );
  const layer = freeName("preprocessing", new Set(network.layers.map(({ name }) => name)));
  const { className, config } = front;
  const added: DescribedLayer = { className, name: layer, trainable: false, config, inputs: [input!] };
  const layers = network.layers.flatMap((entry) =>
    entry.name === input
      ? [entry, added]
      : [{ ...entry, inputs: entry.inputs.map((name) => (name === input ? layer : name)) }],
  );
  return {
    written: {
      network: { ...network, layers },
      shapes: new Map([...shapes, [layer, shape]]),
      weights: new Map([...weights, [layer, front.weights ?? []]]),
      use,
    },
    layer,
  };
}

/** The network as it was before that layer came to its front. @throws LinnetError if there is no such layer */
export function withoutPreprocessing(network: DescribedNetwork, layer: string): DescribedNetwork {
  const [found] = network.layers.filter(({ name }) => name === layer);
  const input = found?.inputs[0];
  if (input === undefined)
    throw new LinnetError(`expected a layer "${layer}" at the front, which the file names as its preprocessing`);
  const layers = network.layers
    .filter(({ name }) => name !== layer)
    .map((entry) => ({ ...entry, inputs: entry.inputs.map((name) => (name === layer ? input : name)) }));
  return { ...network, layers };
}
