// A layer of Keras as layers of linnet: the class, and every option by linnet's name and value.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, type JsonRecord } from "../checkJson.js";
import type { KerasLayer } from "./kerasModel.js";
import { harmless, type LayerRule, layerTable } from "./layerTable.js";
import { camelCase, constraintValue, initializerValue, namedValue, regularizerValue } from "./optionValues.js";

/** A layer of linnet that a layer of Keras becomes, or a part of it. */
export interface LayerStep {
  readonly className: string;
  readonly config: JsonRecord;
}

/** What differs between versions. */
export interface KerasVersion {
  /** 1, 2 or 3; TensorFlow.js is 2. */
  readonly major: number;
}

/** Of Keras, and seen in models of pictures; what else is unknown is a class of somebody's own. */
const missing: readonly string[] = [
  ...["LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "Embedding", "Masking", "ConvLSTM2D"],
  ...["Conv3D", "Conv3DTranspose", "MaxPooling3D", "AveragePooling3D", "LocallyConnected2D", "Attention", "Dot"],
  ...["MultiHeadAttention", "AdditiveAttention", "UnitNormalization", "RandomCrop", "RandomHeight", "RandomWidth"],
  ...["CategoryEncoding", "Hashing", "TextVectorization", "StringLookup", "IntegerLookup", "Discretization"],
  ...["EinsumDense", "SpectralNormalization", "TFSMLayer", "ActivityRegularization", "AlphaDropout", "UpSampling1D"],
  ...["SeparableConv1D", "Conv1DTranspose", "GlobalMaxPooling3D", "GlobalAveragePooling3D", "ZeroPadding3D"],
];

/**
 * The layers of linnet, the first of which has its weights.
 * @throws LinnetError naming the layer, and its class or the option that linnet does not have
 */
export function translateLayer(layer: KerasLayer, version: KerasVersion): readonly LayerStep[] {
  const { className, config, where } = layer;
  const rule = Object.hasOwn(layerTable, className) ? layerTable[className]! : null;
  if (rule === null) return [ownLayer(layer)];
  const afterwards: LayerStep[] = [];
  const options: { [option: string]: unknown } = {};
  for (const [option, given] of Object.entries(config)) {
    const place = `${where}: ${option}`;
    const value = plainValue(given);
    const known = { ...ofAll, ...rule.options };
    const translated = Object.hasOwn(known, option) ? known[option]! : null;
    if (translated === null) checkHarmless(option, value, place);
    else {
      const [kind, name] = typeof translated === "string" ? [translated, camelCase(option)] : translated;
      const read = kind === "activation" ? activationValue(value, version, afterwards) : readers[kind](value, place);
      if (read !== undefined) options[name] = read;
    }
  }
  const cost = options.activityRegularizer ?? null;
  if (cost === null || afterwards.length === 0) return [{ className, config: options }, ...afterwards];
  // It is of what the activation gives.
  const last = afterwards.at(-1)!;
  return [
    { className, config: { ...options, activityRegularizer: null } },
    ...afterwards.slice(0, -1),
    { ...last, config: { ...last.config, activityRegularizer: cost } },
  ];
}

/** What every layer of Keras's may have. */
const ofAll: LayerRule["options"] = { activity_regularizer: "regularizer" };

type OtherRule = Exclude<Extract<LayerRule["options"][string], string>, "activation">;

const readers: { readonly [Rule in OtherRule]: (value: unknown, where: string) => unknown } = {
  plain: (value) => value,
  first: (value) => (Array.isArray(value) && value.length === 1 ? value[0] : value),
  initializer: (value) => initializerValue(value),
  regularizer: regularizerValue,
  constraint: constraintValue,
  ignored: () => undefined,
};

/** A number, or a list of such, may be written as an array of NumPy, and a pair as a tuple. */
function plainValue(value: unknown): unknown {
  if (!isRecord(value) || !isRecord(value.config)) return value;
  const { class_name: className, config } = value;
  if (className === "__numpy__" || className === "__tensor__") return config.value;
  return value;
}

/** The values that change nothing; null for all. */
function harmlessValues(option: string): readonly unknown[] | null {
  return Object.hasOwn(harmless, option) ? harmless[option]! : [];
}

function checkHarmless(option: string, value: unknown, where: string): void {
  const values = harmlessValues(option);
  if (values === null || values.includes(value) || (value === null && option !== "data_format")) return;
  if (option === "data_format") {
    const advice = "save it with channels_last, as linnet and Keras on processors have it";
    throw new LinnetError(`${where}: expected channels_last, got ${describe(value)}: ${advice}`);
  }
  throw new LinnetError(`${where}: linnet's layer has no such option, which is ${describe(value)} here`);
}

/** Keras 2's, and TensorFlow.js's, is another function than Keras 3's: x / 5 + 1/2, from 0 to 1. */
const olderHardSigmoid: readonly LayerStep[] = [
  { className: "Rescaling", config: { scale: 0.2, offset: 0.5 } },
  { className: "ReLU", config: { maxValue: 1 } },
];

/** An activation that is a layer of its own follows. */
function activationValue(value: unknown, version: KerasVersion, afterwards: LayerStep[]): unknown {
  if (value === null) return null;
  const named = namedValue(value);
  if (named === null) return value;
  if (named.name === "hard_sigmoid" && version.major < 3) {
    afterwards.push(...olderHardSigmoid);
    return "linear";
  }
  if (Object.hasOwn(layerTable, named.name) && layerTable[named.name]!.weights.length === 0) {
    const layer = { ...placeless, className: named.name, config: named.config, where: `the activation ${named.name}` };
    afterwards.push(...translateLayer(layer, version));
    return "linear";
  }
  return named.name.slice(named.name.lastIndexOf(">") + 1);
}

const placeless = { module: "", name: "", trainable: true, calls: [], model: null } as const;

/** A layer of one's own, which `registerLayers` makes known, with its options in linnet's spelling. */
function ownLayer({ className, config, where }: KerasLayer): LayerStep {
  if (className === "Lambda")
    throw new LinnetError(
      `${where}: it is a function of Python's, which is not run: write it as a layer and register it`,
    );
  if (missing.includes(className)) {
    const advice = `registerLayers({ ${className} }) makes one of your own known`;
    throw new LinnetError(`${where}: linnet has no layer ${className}; ${advice}, with { package: "Custom" }`);
  }
  const options = Object.entries(config).filter(([option, value]) => harmlessValues(option) !== null && value !== null);
  const registered = className.includes(">") ? className : `Custom>${className}`;
  return {
    className: registered,
    config: Object.fromEntries(options.map(([option, value]) => [camelCase(option), plainValue(value)])),
  };
}
