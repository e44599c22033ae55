// Model: a network with Keras's methods to train it, measure it and use it.

import type { Backend } from "../backends/backend.js";
import type { BackendName } from "../backends/index.js";
import type { Layer } from "../layers/layer.js";
import { checkMetrics, type MetricName } from "../metrics/runningMetrics.js";
import { Network } from "../model/network.js";
import { checkRows } from "../model/predictor.js";
import type { Optimizer } from "../optim/optimizer.js";
import { checkCount } from "../tensor/checkCount.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import { arraySource, type BatchSource, checkCounts, checkWeights } from "./batches/batchSource.js";
import { type Loss, type LossName, losses } from "./losses.js";
import type { FitLoopOptions } from "./run/fit.js";
import type { History } from "./run/history.js";
import { OptimizerMemory } from "./step/optimizerMemory.js";
import type { Training } from "./step/training.js";

export interface CompileOptions {
  readonly optimizer: Optimizer;
  readonly loss: LossName | Loss;
  /** What is measured beside the loss, of accuracy, precision, recall and f1; none. */
  readonly metrics?: readonly MetricName[];
  /** Who runs the plans, from then on for predictions too; the wasm backend. */
  readonly backend?: Backend | BackendName;
  /**
   * What the learning rate is multiplied with for the weights of a layer, by its name: discriminative rates
   * (arXiv 1801.06146, section 3.1); 1.
   */
  readonly learningRateMultipliers?: { readonly [layer: string]: number };
}

export interface FitOptions extends FitLoopOptions {
  /** Examples in a step, for tensors; 32. A source has a size of its own. */
  readonly batchSize?: number;
  /** The part of the examples, from the end, that is measured and not trained on; for tensors. */
  readonly validationSplit?: number;
  /** What each example counts in the loss, `[count]`, for tensors; 1. Examples that are measured all count 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Examples that are measured after each epoch, as tensors. */
  readonly validationData?: readonly [x: Tensor, y: Tensor];
}

/** What trains is loaded by the first call that needs it: a page that only predicts never asks for it. */
export class Model extends Network {
  #training: Omit<Training, "backend"> | null = null;

  /**
   * Sets what `fit` and `evaluate` need, as Keras's compile. Layers that are frozen or unfrozen afterwards stay for `fit`
   * what they are now, until the next `compile`.
   * @throws LinnetError on an optimizer, a loss or a metric that is not known, or on rates of layers that there are not
   */
  compile({ optimizer, loss, metrics = [], backend, learningRateMultipliers = {} }: CompileOptions): void {
    const resolved = typeof loss === "function" ? loss : losses[loss];
    if (resolved === undefined) {
      throw new LinnetError(`compile: expected a loss among ${Object.keys(losses).join(", ")}, got "${loss}"`);
    }
    if (typeof optimizer?.update !== "function") {
      throw new LinnetError(`compile: expected an optimizer, as new Adam(), got ${JSON.stringify(optimizer)}`);
    }
    checkMetrics(metrics);
    const trainedLayers = new Set(this.layers.filter((layer) => layer.trainable));
    this.#training = {
      optimizer,
      loss: resolved,
      metrics,
      trainedLayers,
      learningRateMultipliers: this.#multipliersByLayer(learningRateMultipliers),
      memory: new OptimizerMemory(),
    };
    if (backend !== undefined) this.useBackend(backend);
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
   * plan. A later call goes on where the optimizer was, until the next `compile`. See https://keras.io/api/models/model_training_apis.
   * @throws LinnetError before `compile`, on shapes that do not fit, on options for tensors where a source is given, or when
   * the loss stops being a finite number
   */
  async fit(source: BatchSource, options?: FitLoopOptions): Promise<History>;
  async fit(x: Tensor, y: Tensor, options?: FitOptions): Promise<History>;
  async fit(x: Tensor | BatchSource, second?: Tensor | FitOptions, third?: FitOptions): Promise<History> {
    const training = await this.#compiled("fit");
    const { fitLoop } = await import("./run/fit.js");
    if (!(x instanceof Tensor))
      return fitLoop(this, training, x, loopOptions((second as FitOptions | undefined) ?? {}));
    const options = third ?? {};
    const examples = this.#splitExamples(x, second as Tensor, options);
    return fitLoop(this, training, examples.source, {
      ...options,
      ...(examples.validation && { validation: examples.validation }),
    });
  }

  /** The mean loss and the metrics over examples, by name. @throws LinnetError before `compile`, or on shapes that do not fit */
  async evaluate(source: BatchSource): Promise<{ [name: string]: number }>;
  async evaluate(x: Tensor, y: Tensor, options?: { readonly batchSize?: number }): Promise<{ [name: string]: number }>;
  async evaluate(x: Tensor | BatchSource, y?: Tensor, { batchSize = 32 }: { readonly batchSize?: number } = {}) {
    const training = await this.#compiled("evaluate");
    const { evaluateLoop } = await import("./run/epoch.js");
    if (!(x instanceof Tensor)) return evaluateLoop(this, training, x);
    checkCount("evaluate", "batchSize", batchSize);
    this.#checkExamples("evaluate", x, y!);
    return evaluateLoop(this, training, arraySource(x, y!, { batchSize, shuffle: false }));
  }

  async #compiled(method: string): Promise<Training> {
    if (this.#training === null)
      throw new LinnetError(`${method}: expected compile({ optimizer, loss }) to come before`);
    return { ...this.#training, backend: await this.backend() };
  }

  #splitExamples(x: Tensor, y: Tensor, options: FitOptions): { source: BatchSource; validation: BatchSource | null } {
    const { batchSize = 32, shuffle = true, seed = 0, validationSplit = 0, validationData, sampleWeight } = options;
    checkCount("fit", "batchSize", batchSize);
    this.#checkExamples("fit", x, y);
    const measured = { batchSize, shuffle: false };
    const trained = { batchSize, shuffle, seed, ...(sampleWeight && { sampleWeight }) };
    if (validationData !== undefined) {
      this.#checkExamples("fit", ...validationData);
      return {
        source: arraySource(x, y, trained),
        validation: arraySource(...validationData, measured),
      };
    }
    if (!(validationSplit >= 0 && validationSplit < 1)) {
      throw new LinnetError(`fit: expected validationSplit from 0 to below 1, got ${validationSplit}`);
    }
    const count = x.shape[0]!;
    const kept = count - Math.floor(count * validationSplit);
    const weights = sampleWeight && { sampleWeight: checkWeights(sampleWeight, count).subarray(0, kept) };
    const source = arraySource(x.slice(0, kept), y.slice(0, kept), { ...trained, ...weights });
    return { source, validation: kept === count ? null : arraySource(x.slice(kept), y.slice(kept), measured) };
  }

  #checkExamples(method: string, x: Tensor, y: Tensor): void {
    checkRows(method, "x", x, this.inputShape);
    checkRows(method, "y", y, this.outputShape);
    checkCounts(method, x, y);
  }
}

/** @throws LinnetError where an option would not have its effect on a source */
function loopOptions(options: FitOptions): FitLoopOptions {
  const forTensors = ["batchSize", "validationSplit", "sampleWeight", "validationData"] as const;
  const given = forTensors.find((name) => options[name] !== undefined);
  if (given === undefined) return options;
  throw new LinnetError(`fit: expected ${given} beside tensors, got it beside a source, which has its own batches`);
}
