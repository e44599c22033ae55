// The first values of weights, by Keras's names (https://keras.io/api/layers/initializers).

import { checkArgument } from "../tensor/checkArgument.js";
import { entryByName, type SnakeCase } from "../tensor/entryByName.js";
import { normalRandom, seededRandom } from "../tensor/random.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { type NamedKinds, type NamedRecord, namedRecord } from "./namedOption.js";
import { identity, orthogonal } from "./orthogonal.js";

/** Makes the first values of a weight of that shape; `key` names the weight, so that each gets its own numbers. */
export type Initializer = (shape: Shape, key: string) => Float32Array;

interface Seeded {
  /** Default: the layer's seed. */
  readonly seed?: number;
}

interface Normal extends Seeded {
  /** Default: 0. */
  readonly mean?: number;
  /** Default: 0.05. */
  readonly stddev?: number;
}

interface Gained {
  /** Default: 1. */
  readonly gain?: number;
}

/** What the spread depends on: an output's inputs, an input's outputs, or the mean of both. */
type FanMode = "fanIn" | "fanOut" | "fanAvg";
type ScalingDistribution = "truncatedNormal" | "untruncatedNormal" | "uniform";

interface VarianceScaling extends Seeded {
  /** The variance is `scale / fan`. Default: 1. */
  readonly scale?: number;
  /** Default: `fanIn`. */
  readonly mode?: FanMode | SnakeCase<FanMode>;
  /** Default: `truncatedNormal`. */
  readonly distribution?: ScalingDistribution | SnakeCase<ScalingDistribution>;
}

interface InitializerArguments {
  readonly zeros: object;
  readonly ones: object;
  readonly constant: {
    /** Default: 0. */
    readonly value?: number;
  };
  readonly randomNormal: Normal;
  /** Numbers beyond two deviations are drawn again. */
  readonly truncatedNormal: Normal;
  readonly randomUniform: Seeded & {
    /** Default: -0.05. */
    readonly minval?: number;
    /** Default: 0.05. */
    readonly maxval?: number;
  };
  readonly varianceScaling: VarianceScaling;
  /** Uniform within sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010. */
  readonly glorotUniform: Seeded;
  readonly glorotNormal: Seeded;
  readonly heUniform: Seeded;
  /** Normal with deviation sqrt(2 / inputs), cut off at two deviations: He et al. 2015. */
  readonly heNormal: Seeded;
  readonly lecunUniform: Seeded;
  readonly lecunNormal: Seeded;
  /** A matrix `[inputs, outputs]` whose rows or columns stand at right angles, times `gain` (arXiv 1312.6120). */
  readonly orthogonal: Gained & Seeded;
  /** A matrix with `gain` on its diagonal. */
  readonly identity: Gained;
}

export type InitializerName = keyof InitializerArguments;

/** An initializer with its arguments, as plain data: `{ name: "randomNormal", stddev: 0.01 }`. */
export type InitializerRecord = NamedRecord<InitializerArguments>;

/** A name in either spelling, a record, or a function of one's own, whose layer cannot be written to a file. */
export type InitializerOption = InitializerName | SnakeCase<InitializerName> | InitializerRecord | Initializer;

const normal = { mean: "number", stddev: "number", seed: "number" } as const;
const seeded = { seed: "number" } as const;

const kinds: NamedKinds<InitializerArguments> = {
  zeros: {},
  ones: {},
  constant: { value: "number" },
  randomNormal: normal,
  truncatedNormal: normal,
  randomUniform: { minval: "number", maxval: "number", seed: "number" },
  varianceScaling: { scale: "number", mode: "string", distribution: "string", seed: "number" },
  glorotUniform: seeded,
  glorotNormal: seeded,
  heUniform: seeded,
  heNormal: seeded,
  lecunUniform: seeded,
  lecunNormal: seeded,
  orthogonal: { gain: "number", seed: "number" },
  identity: { gain: "number" },
};

/** The given option in its one form. @throws LinnetError naming `where` if a name or an argument is unknown */
export function initializerRecord(where: string, given: InitializerOption): InitializerRecord | Initializer {
  return typeof given === "function" ? given : namedRecord(where, given, kinds);
}

/**
 * The initializer of that name or with those arguments; a random one depends only on the seed and the weight's name.
 * @throws LinnetError if the name or an argument is unknown
 */
export function initializer(given: InitializerOption, seed = 0): Initializer {
  checkArgument("initializer", "seed", seed, "number");
  const record = initializerRecord("initializer", given);
  if (typeof record === "function") return record;
  const ownSeed = "seed" in record ? record.seed : undefined;
  return (shape, key) => valuesOf(record, shape, seededRandom(ownSeed ?? seed, key));
}

function valuesOf(record: InitializerRecord, shape: Shape, uniform: () => number): Float32Array {
  switch (record.name) {
    case "zeros":
      return filled(shape, () => 0);
    case "ones":
      return filled(shape, () => 1);
    case "constant":
      return filled(shape, () => record.value ?? 0);
    case "randomNormal":
      return filled(shape, () => (record.mean ?? 0) + (record.stddev ?? 0.05) * normalRandom(uniform));
    case "truncatedNormal":
      return filled(shape, () => (record.mean ?? 0) + (record.stddev ?? 0.05) * truncatedNormal(uniform));
    case "randomUniform": {
      const { minval = -0.05, maxval = 0.05 } = record;
      return filled(shape, () => minval + (maxval - minval) * uniform());
    }
    case "varianceScaling":
      return scaled(record, shape, uniform);
    case "orthogonal":
      return orthogonal(shape, record.gain ?? 1, uniform);
    case "identity":
      return identity(shape, record.gain ?? 1);
    default:
      return scaled(scalings[record.name], shape, uniform);
  }
}

const scalings = {
  glorotUniform: { scale: 1, mode: "fanAvg", distribution: "uniform" },
  glorotNormal: { scale: 1, mode: "fanAvg", distribution: "truncatedNormal" },
  heUniform: { scale: 2, mode: "fanIn", distribution: "uniform" },
  heNormal: { scale: 2, mode: "fanIn", distribution: "truncatedNormal" },
  lecunUniform: { scale: 1, mode: "fanIn", distribution: "uniform" },
  lecunNormal: { scale: 1, mode: "fanIn", distribution: "truncatedNormal" },
} as const;

const fans: { readonly [Mode in FanMode]: (inputs: number, outputs: number) => number } = {
  fanIn: (inputs) => inputs,
  fanOut: (_, outputs) => outputs,
  fanAvg: (inputs, outputs) => (inputs + outputs) / 2,
};

/** A normal distribution that is cut off at two deviations keeps this part of its deviation. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

const distributions: {
  readonly [Name in ScalingDistribution]: (variance: number, uniform: () => number) => number;
} = {
  truncatedNormal: (variance, uniform) => (truncatedNormal(uniform) * Math.sqrt(variance)) / TRUNCATED_DEVIATION,
  untruncatedNormal: (variance, uniform) => normalRandom(uniform) * Math.sqrt(variance),
  uniform: (variance, uniform) => (2 * uniform() - 1) * Math.sqrt(3 * variance),
};

function scaled({ scale = 1, mode = "fanIn", distribution = "truncatedNormal" }: VarianceScaling, ...rest: Draw) {
  const [shape, uniform] = rest;
  const { inputs, outputs } = fansOf(shape);
  const variance = scale / Math.max(1, entryByName("varianceScaling: mode", fans, mode)(inputs, outputs));
  const draw = entryByName("varianceScaling: distribution", distributions, distribution);
  return filled(shape, () => draw(variance, uniform));
}

type Draw = readonly [shape: Shape, uniform: () => number];

/** Float32Array.from takes three times as long. */
function filled(shape: Shape, next: () => number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index += 1) values[index] = next();
  return values;
}

function truncatedNormal(uniform: () => number): number {
  for (;;) {
    const value = normalRandom(uniform);
    if (Math.abs(value) <= 2) return value;
  }
}

/**
 * How many inputs an output sums, and how many outputs an input feeds: kernels are `[...window, inputs, outputs]`, and
 * the length of a vector is both.
 */
function fansOf(shape: Shape): { inputs: number; outputs: number } {
  const window = sizeOf(shape.slice(0, -2));
  const [outputs = 1, inputs = outputs] = shape.slice(-2).reverse();
  return { inputs: window * inputs, outputs: window * outputs };
}
