// Model: a network with Keras's methods to train it, measure it and use it.

import type { Layer } from "../layers/layer.js";
import { type ModelSource, readModelSource } from "../model/modelSource.js";
import { Network } from "../model/network.js";
import { decodeNetwork } from "../model/networkFile.js";
import { type Tensors, tensorsFor } from "../model/tensorArguments.js";
import type { Optimizer } from "../optim/optimizer.js";
import { checkCount } from "../tensor/checkCount.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { arraySource, type BatchSource, checkCounts, checkWeights } from "./batches/batchSource.js";
import { type CompileOptions, checkArguments, optimizerOf, outputLosses, outputMetrics } from "./compileArguments.js";
import type { FitLoopOptions } from "./run/fit.js";
import type { History } from "./run/history.js";
import { OptimizerMemory } from "./step/optimizerMemory.js";
import type { Training } from "./step/training.js";

export type { CompileOptions } from "./compileArguments.js";

export interface FitOptions extends FitLoopOptions {
  /** Examples in a step, for tensors. A source has a size of its own. Default: 32. */
  readonly batchSize?: number;
  /** The part of the examples, from the end, that is measured and not trained on; for tensors. Default: 0. */
  readonly validationSplit?: number;
  /** What each example counts in the loss, `[count]`, for tensors. Examples that are measured all count 1. Default: 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Examples that are measured after each epoch, as tensors. */
  readonly validationData?: readonly [x: Tensors, y: Tensors];
}

/** What compile was given, and what it found then. */
interface Compiled {
  readonly options: CompileOptions;
  readonly trainedLayers: ReadonlySet<Layer>;
  readonly memory: OptimizerMemory;
}

/** Examples as lists of tensors, one for each input and one for each output. */
interface Examples {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
}

/** What trains is loaded by the first call that needs it: a page that only predicts never asks for it. */
export class Model extends Network {
  #compiled: Compiled | null = null;
  #optimizer: Promise<Optimizer> | null = null;

  /** As `Network.load`, as a model that can be trained further. */
  static override async load(source: ModelSource): Promise<Model> {
    const { bytes, file } = await readModelSource(source);
    return Model.decode(bytes, { file });
  }

  /** As `Network.decode`, as a model that can be trained further. */
  static override decode(bytes: Uint8Array, { file = "the model's bytes" }: { readonly file?: string } = {}): Model {
    const { network, record } = decodeNetwork(bytes, file, (ends) => new Model(ends));
    network.record = record;
    return network;
  }

  /**
   * Sets what `fit` and `evaluate` need, as Keras's compile. Layers that are frozen or unfrozen afterwards stay for `fit`
   * what they are now, until the next `compile`.
   * @throws LinnetError on an optimizer, a loss or a metric that is not known, on those of outputs or rates of layers that
   * there are not; of a model that has no input yet only once it is built
   */
  compile(options: CompileOptions): void {
    checkArguments(options);
    if (this.isBuilt) this.#resolve(options);
    const trainedLayers = new Set(this.layers.filter((layer) => layer.trainable));
    this.#compiled = { options, trainedLayers, memory: new OptimizerMemory() };
    this.#optimizer = null;
    if (options.backend !== undefined) this.useBackend(options.backend);
  }

  /** Forgets what `compile` was given, since the layers are others now. */
  protected uncompile(): void {
    this.#compiled = null;
  }

  #resolve(options: CompileOptions): Pick<Training, "losses" | "metrics" | "learningRateMultipliers"> {
    return {
      losses: outputLosses(options, this.outputEnds),
      metrics: outputMetrics(options, this.outputEnds),
      learningRateMultipliers: this.#multipliersByLayer(options.learningRateMultipliers ?? {}),
    };
  }

  #multipliersByLayer(multipliers: { readonly [layer: string]: number }): Map<Layer, number> {
    const byLayer = Object.entries(multipliers).map(([name, factor]): [Layer, number] => {
      if (!(factor >= 0 && Number.isFinite(factor)))
        throw new LinnetError(`compile: expected the multiplier of layer "${name}" to be 0 or more, got ${factor}`);
      return [this.getLayer(name), factor];
    });
    return new Map(byLayer);
  }

  /**
   * Trains on x `[count, ...input]` and y `[count, ...output]`, or on a source of batches; every step is one compiled
   * plan. Several inputs, or outputs, are given as a list or by name. A later call goes on where the optimizer was, until
   * the next `compile`. See https://keras.io/api/models/model_training_apis.
   * @throws LinnetError before `compile`, on shapes that do not fit, on options for tensors beside a source, or when the loss
   * stops being a finite number
   */
  async fit(source: BatchSource, options?: FitLoopOptions): Promise<History>;
  async fit(x: Tensors, y: Tensors, options?: FitOptions): Promise<History>;
  async fit(x: Tensors | BatchSource, second?: Tensors | FitOptions, third?: FitOptions): Promise<History> {
    const training = await this.#training("fit", x);
    const { fitLoop } = await import("./run/fit.js");
    if (isSource(x)) return fitLoop(this, training, x, loopOptions((second as FitOptions | undefined) ?? {}));
    const options = third ?? {};
    const examples = this.#splitExamples(this.#examples("fit", x, second as Tensors), options);
    return fitLoop(this, training, examples.source, {
      ...options,
      ...(examples.validation && { validation: examples.validation }),
    });
  }

  /**
   * The mean loss and the metrics over examples, by name.
   * @throws LinnetError before `compile`, or on shapes that do not fit
   */
  async evaluate(source: BatchSource): Promise<{ [name: string]: number }>;
  async evaluate(
    x: Tensors,
    y: Tensors,
    options?: { readonly batchSize?: number },
  ): Promise<{ [name: string]: number }>;
  async evaluate(x: Tensors | BatchSource, y?: Tensors, { batchSize = 32 }: { readonly batchSize?: number } = {}) {
    const training = await this.#training("evaluate", x);
    const { evaluateLoop } = await import("./run/epoch.js");
    if (isSource(x)) return evaluateLoop(this, training, x);
    checkCount("evaluate", "batchSize", batchSize);
    const { xs, ys } = this.#examples("evaluate", x, y!);
    return evaluateLoop(this, training, arraySource(xs, ys, { batchSize, shuffle: false }));
  }

  async #training(method: string, x: unknown): Promise<Training> {
    const compiled = this.#compiled;
    if (compiled === null) throw new LinnetError(`${method}: expected compile({ optimizer, loss }) to come before`);
    this.prepareFor(x);
    this.#optimizer ??= optimizerOf(compiled.options.optimizer);
    const { trainedLayers, memory, options } = compiled;
    return {
      ...this.#resolve(options),
      trainedLayers,
      memory,
      optimizer: await this.#optimizer,
      backend: await this.backend(),
    };
  }

  /** @throws LinnetError if a tensor does not fit, or there are not as many targets as examples */
  #examples(method: string, x: Tensors, y: Tensors): Examples {
    const xs = tensorsFor(method, "x", x, this.inputEnds);
    const ys = tensorsFor(method, "y", y, this.outputEnds);
    checkCounts(method, xs[0]!, ys[0]!);
    return { xs, ys };
  }

  #splitExamples({ xs, ys }: Examples, options: FitOptions): { source: BatchSource; validation: BatchSource | null } {
    const { batchSize = 32, shuffle = true, seed = 0, validationSplit = 0, validationData, sampleWeight } = options;
    checkCount("fit", "batchSize", batchSize);
    const measured = { batchSize, shuffle: false };
    const trained = { batchSize, shuffle, seed, ...(sampleWeight && { sampleWeight }) };
    if (validationData !== undefined) {
      const held = this.#examples("fit", ...validationData);
      return { source: arraySource(xs, ys, trained), validation: arraySource(held.xs, held.ys, measured) };
    }
    if (!(validationSplit >= 0 && validationSplit < 1)) {
      throw new LinnetError(`fit: expected validationSplit from 0 to below 1, got ${validationSplit}`);
    }
    const count = xs[0]!.shape[0]!;
    const kept = count - Math.floor(count * validationSplit);
    const weights = sampleWeight && { sampleWeight: checkWeights(sampleWeight, count).subarray(0, kept) };
    const part = (from: number, to: number): [Tensor[], Tensor[]] => [
      xs.map((x) => x.slice(from, to)),
      ys.map((y) => y.slice(from, to)),
    ];
    const source = arraySource(...part(0, kept), { ...trained, ...weights });
    return { source, validation: kept === count ? null : arraySource(...part(kept, count), measured) };
  }
}

function isSource(x: Tensors | BatchSource): x is BatchSource {
  return typeof (x as BatchSource | undefined)?.epoch === "function";
}

/** @throws LinnetError where an option would not have its effect on a source */
function loopOptions(options: FitOptions): FitLoopOptions {
  const forTensors = ["batchSize", "validationSplit", "sampleWeight", "validationData"] as const;
  const given = forTensors.find((name) => options[name] !== undefined);
  if (given === undefined) return options;
  throw new LinnetError(`fit: expected ${given} beside tensors, got it beside a source, which has its own batches`);
}
