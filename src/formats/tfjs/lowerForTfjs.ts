// What TensorFlow.js's layers lack, as layers that it has: its activations are fewer, and its hard sigmoid is Keras 2's.

import { LinnetError } from "../../tensor/errors.js";
import type { Shape } from "../../tensor/shape.js";
import type { DescribedLayer, DescribedNetwork, RepeatedCall } from "../opened.js";
import type { WrittenNetwork } from "../writtenNetwork.js";

type Options = DescribedLayer["config"];

/** A layer behind another. */
interface Step {
  readonly className: string;
  readonly config: Options;
  /** Whether it also reads what the first layer gave. */
  readonly readsFirst?: boolean;
  readonly shape?: Shape;
}

interface Lowered {
  readonly layer: DescribedLayer;
  readonly shape: Shape;
  readonly after: readonly Step[];
}

/** `relu6(x + 3)`, which is 6 times the hard sigmoid. */
const gate: readonly Step[] = [
  { className: "Rescaling", config: { scale: 1, offset: 3 } },
  { className: "ReLU", config: { maxValue: 6 } },
];
const sixth: Step = { className: "Rescaling", config: { scale: 1 / 6, offset: 0 } };
const hardSwish: readonly Step[] = [...gate, { className: "Multiply", config: {}, readsFirst: true }, sixth];

const stepsOfActivations: { readonly [activation: string]: readonly Step[] } = {
  hardSigmoid: [...gate, sixth],
  hardSwish,
  hardSilu: hardSwish,
  leakyRelu: [{ className: "LeakyReLU", config: { negativeSlope: 0.2 } }],
};

/** By linnet's names, those that TensorFlow.js computes alike. */
const known = /^(linear|relu|relu6|elu|selu|sigmoid|softplus|softsign|tanh|softmax|logSoftmax|gelu|mish|swish|silu)$/;
/** Its Resizing and CenterCrop lose the axis of the batch. */
const missing =
  /^(Subtract|Normalization|GroupNormalization|Identity|DepthwiseConv1D|Cropping1D|ZeroPadding1D|Resizing|CenterCrop|Random.*)$/;

/** @throws LinnetError naming a layer that cannot be written */
export function lowerForTfjs(written: WrittenNetwork): WrittenNetwork {
  const layers: (DescribedLayer | RepeatedCall)[] = [];
  const shapes = new Map<string, Shape>();
  const steps = new Map<string, readonly Step[]>();
  /** Where the output of a call of the network is now. */
  const ends = new Map<string, string>();
  for (const entry of written.network.layers) {
    const inputs = entry.inputs.map((name) => ends.get(name)!);
    const shape = written.shapes.get(entry.name)!;
    const lowered = "callOf" in entry ? null : lower(entry, shape);
    const first = lowered?.layer ?? entry;
    const after = lowered?.after ?? steps.get((entry as RepeatedCall).callOf)!;
    steps.set(entry.name, after);
    layers.push({ ...first, inputs });
    shapes.set(entry.name, lowered?.shape ?? shape);
    ends.set(entry.name, entry.name);
    for (const [place, { className, config, readsFirst = false, shape: own = shape }] of after.entries()) {
      const name = `${entry.name.replaceAll(":", "_")}_${className.toLowerCase()}_${place}`;
      const before = ends.get(entry.name)!;
      layers.push({ className, name, trainable: true, config, inputs: readsFirst ? [entry.name, before] : [before] });
      shapes.set(name, own);
      ends.set(entry.name, name);
    }
  }
  return { ...written, network: withEnds({ ...written.network, layers }, ends), shapes };
}

function withEnds(network: DescribedNetwork, ends: ReadonlyMap<string, string>): DescribedNetwork {
  const { output, outputs } = network;
  return {
    ...network,
    ...(output !== undefined && { output: ends.get(output)! }),
    ...(outputs !== undefined && { outputs: outputs.map((name) => ends.get(name)!) }),
  };
}

function lower(layer: DescribedLayer, shape: Shape): Lowered {
  const { className, config } = layer;
  check(layer);
  const activation = config.activation ?? "linear";
  const isPooled = className.startsWith("Global") && config.keepDims === true;
  if (isPooled)
    return {
      layer: { ...layer, config: {} },
      shape: shape.slice(-1),
      after: [{ className: "Reshape", config: { targetShape: shape } }],
    };
  // An axis of -1 would be of no length to the layers behind it.
  if (className === "Reshape") return { layer: { ...layer, config: { targetShape: shape } }, shape, after: [] };
  if (className === "SpatialDropout2D") {
    const { rate, seed } = config;
    const noiseShape = [null, 1, 1, null];
    return { layer: { ...layer, className: "Dropout", config: { rate, seed, noiseShape } }, shape, after: [] };
  }
  const after = stepsOfActivations[`${activation}`];
  if (after !== undefined) return { layer: { ...layer, config: { ...config, activation: "linear" } }, shape, after };
  // TensorFlow.js knows silu by its other name.
  return {
    layer: activation === "silu" ? { ...layer, config: { ...config, activation: "swish" } } : layer,
    shape,
    after: [],
  };
}

function check({ className, name, config }: DescribedLayer): void {
  const refuse = (what: string): never => {
    throw new LinnetError(`layer "${name}": TensorFlow.js has no ${what}: export ONNX or TFLite instead`);
  };
  if (missing.test(className)) refuse(`layer ${className}`);
  const { activation = "linear", groups = 1, negativeSlope = 0, threshold = 0 } = config;
  if (!known.test(`${activation}`) && !Object.hasOwn(stepsOfActivations, `${activation}`))
    refuse(`activation ${activation}`);
  if (config.outputPadding !== undefined && config.outputPadding !== null) refuse("outputPadding");
  if (groups !== 1) refuse("convolution in groups");
  // Its bilinear one lays pixels corner on corner, and bicubic it cannot load.
  if (className === "UpSampling2D" && config.interpolation !== "nearest")
    throw new LinnetError(
      `layer "${name}": TensorFlow.js has no UpSampling2D that computes what interpolation "${config.interpolation}" does: ` +
        'use interpolation "nearest", or export ONNX instead',
    );
  if (className === "ReLU" && (negativeSlope !== 0 || threshold !== 0)) refuse("ReLU with a slope or a threshold");
}
