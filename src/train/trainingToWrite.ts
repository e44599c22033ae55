// What a compiled model's training becomes in a file of Keras's: the arguments of compile, and what the optimizer remembers.

import { snakeCase } from "../formats/keras/writeOptions.js";
import type { StoredTensor } from "../formats/safetensors/safetensors.js";
import type { TrainingToWrite } from "../formats/writtenNetwork.js";
import type { Layer } from "../layers/layer.js";
import { type LossName, lossName } from "../losses/lossNames.js";
import { metricName } from "../metrics/metricNames.js";
import type { Optimizer } from "../optim/optimizer.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { CompileOptions } from "./compileArguments.js";
import type { OptimizerMemory } from "./step/optimizerMemory.js";

interface CompiledModel {
  readonly layers: readonly Layer[];
  readonly options: CompileOptions;
  readonly optimizer: Optimizer;
  readonly memory: OptimizerMemory;
  /** Those whose weights have moments; null before the first training. */
  readonly trainedLayers: ReadonlySet<Layer> | null;
}

interface KerasOptimizer {
  readonly className: string;
  /** What turns our moments into Keras's: its SGD keeps what it adds. */
  readonly signs: readonly (1 | -1)[];
  /** A weight's moments as Keras keeps them. Default: each of the weight's shape. */
  readonly stored?: (moments: readonly Float32Array[], shape: Shape) => readonly StoredTensor[];
}

/** By linnet's names. Nadam's product of momenta, and moments that stand apart, are not among them. */
const optimizers: { readonly [name: string]: KerasOptimizer } = {
  Adafactor: { className: "Adafactor", signs: [1, 1], stored: adafactorMoments },
  Adadelta: { className: "Adadelta", signs: [1, 1] },
  AdaGrad: { className: "Adagrad", signs: [1] },
  Adam: { className: "Adam", signs: [1, 1] },
  AdaMax: { className: "Adamax", signs: [1, 1] },
  AdamW: { className: "AdamW", signs: [1, 1] },
  Ftrl: { className: "Ftrl", signs: [1, 1] },
  Lamb: { className: "Lamb", signs: [1, 1] },
  Lion: { className: "Lion", signs: [1] },
  Muon: { className: "Muon", signs: [1, 1] },
  RMSProp: { className: "RMSprop", signs: [1] },
  SGD: { className: "SGD", signs: [-1] },
};

/** `adamBeta1` as `adam_beta_1`. */
function argumentName(name: string): string {
  return snakeCase(name).replace(/(beta|epsilon)(\d)/, "$1_$2");
}

/** Keras also keeps the product of rows and columns, which it makes anew before it reads it, and zeros in place of either. */
function adafactorMoments([first, columns]: readonly Float32Array[], shape: Shape): readonly StoredTensor[] {
  const zero = { shape: [], values: new Float32Array(1) };
  if (columns === undefined) return [zero, zero, { shape, values: first! }];
  return [
    { shape: shape.slice(0, -1), values: first! },
    { shape: [...shape.slice(0, -2), shape.at(-1)!], values: columns },
    { shape, values: new Float32Array(sizeOf(shape)) },
  ];
}

/** Of our records, and of no meaning to Keras. */
const OWN = ["name", "learningRate", "epsilonForm", "velocity"];

/** @returns what to write, or in words why Keras would not go on as we would */
export function trainingToWrite(model: CompiledModel): TrainingToWrite | string {
  const { optimizer, memory, options } = model;
  const problem = whyNot(model);
  if (problem !== null) return problem;
  const config = optimizer.config();
  const rate = memory.learningRate ?? optimizer.learningRate.at(0);
  const entries = Object.entries(config).filter(([name]) => !OWN.includes(name));
  const { loss, metrics = [] } = options;
  const { className } = optimizers[optimizer.name]!;
  return {
    className,
    config: {
      name: className.toLowerCase(),
      learning_rate: rate,
      ...Object.fromEntries(entries.map(([name, value]) => [argumentName(name), value])),
    },
    loss: snakeCase(lossName(loss as LossName)),
    metrics: (metrics as readonly string[]).map((metric) => snakeCase(metricName(metric))),
    learningRate: rate,
    iterations: memory.steps,
    moments: momentsByWeight(model),
  };
}

function whyNot({ layers, options, optimizer, trainedLayers }: CompiledModel): string | null {
  const config = optimizer.config();
  const slots = optimizer.initialSlots([1], "").length;
  const { loss, metrics = [], lossWeights, weightedMetrics, learningRateMultipliers } = options;
  const isPlain = typeof loss === "string" && Array.isArray(metrics) && metrics.every((one) => typeof one === "string");
  const more = Object.entries({ lossWeights, weightedMetrics, learningRateMultipliers }).find(
    ([, value]) => value !== undefined,
  );
  if (!Object.hasOwn(optimizers, optimizer.name) || slots > optimizers[optimizer.name]!.signs.length)
    return `what ${optimizer.name} with these arguments remembers has another form there`;
  if (config.epsilonForm !== undefined && config.epsilonForm !== "keras")
    return `Keras's ${optimizer.name} has no such epsilon`;
  if ((config.learningRate as { name?: unknown }).name !== "constant") return "its learning rate is a schedule";
  if (config.useEma === true || config.schedulesCount !== undefined)
    return "averages of weights and sums of gradients stay here";
  if (!isPlain) return "Keras would not know its loss or its metrics by name";
  if (more !== undefined) return `Keras is not told of ${more[0]}`;
  if (trainedLayers !== null && layers.some((layer) => layer.trainable !== trainedLayers.has(layer)))
    return "layers were frozen or unfrozen after the first training";
  return null;
}

function momentsByWeight({ layers, optimizer, memory, trainedLayers }: CompiledModel): TrainingToWrite["moments"] {
  const trained = layers.filter((layer) => trainedLayers?.has(layer) ?? layer.trainable);
  const learned = trained.flatMap(({ parameters }) => parameters.filter((parameter) => parameter.learned));
  const { signs, stored } = optimizers[optimizer.name]!;
  return new Map(
    learned.map(({ name, shape }) => {
      const slots = optimizer.initialSlots(shape, name);
      const kept = slots.map((initial, place) => memory.recall(`${name}/slot${place}`, initial));
      const signed = kept.map((values, place) => (signs[place] === 1 ? values : values.map((value) => -value)));
      return [name, stored?.(signed, shape) ?? signed.map((values) => ({ shape, values }))];
    }),
  );
}
