// Model: a network with Keras's methods to train it, measure it and use it.

import type { Backend, Program } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { type BackendName, loadBackend } from "../backends/index.js";
import { inTurn } from "../backends/inTurn.js";
import { graphOf } from "../graph/trace.js";
import { inferenceContext, type Layer } from "../layers/layer.js";
import type { Optimizer } from "../optim/optimizer.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, sameShape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { arraySource, type Batch, type BatchSource, checkCount, checkCounts, checkWeights } from "./batches.js";
import type { FitLoopOptions, History, Training } from "./fit.js";
import { type Loss, type LossName, losses } from "./losses.js";
import { Network, type NetworkConfig, networkFromConfig } from "./network.js";
import { OptimizerMemory } from "./optimizerMemory.js";
import { checkMetrics, type MetricName } from "./runningMetrics.js";

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
  #backend: Backend | BackendName = "wasm";
  #predictor: Predictor | null = null;
  /** Predictions share one program, and one that needs another closes it. */
  readonly #inTurn = inTurn();

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

  /** Who runs the plans from now on. */
  useBackend(backend: Backend | BackendName): void {
    this.#backend = backend;
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
    const { fitLoop } = await import("./fit.js");
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
    const { evaluateLoop } = await import("./fit.js");
    if (!(x instanceof Tensor)) return evaluateLoop(this, training, x);
    checkCount("evaluate", "batchSize", batchSize);
    this.#checkExamples("evaluate", x, y!);
    return evaluateLoop(this, training, arraySource(x, y!, { batchSize, shuffle: false }));
  }

  /**
   * The outputs for x `[count, ...input]`, as `[count, ...output]`; `batchSize`, 32, are run at once. A source's examples
   * are taken in their own order, by its own batches, and its targets are not looked at. Calls that are made meanwhile wait
   * for their turn.
   * @throws LinnetError where x does not fit, or a source has other pictures in every epoch
   */
  async predict(x: Tensor | BatchSource, { batchSize = 32 }: { readonly batchSize?: number } = {}): Promise<Tensor> {
    if (!(x instanceof Tensor) && typeof x?.epoch === "function") {
      if (x.inOrder === null) throw new LinnetError("predict: expected a source without augmentation");
      return this.#inTurn(() => this.#predictBatches(x.inOrder!(), x.batchSize));
    }
    this.#checkRows("predict", "x", x as Tensor, this.inputShape);
    checkCount("predict", "batchSize", batchSize);
    const size = Math.min(batchSize, (x as Tensor).shape[0]!);
    return this.#inTurn(() => this.#predictBatches(inBatches(x as Tensor, size), size));
  }

  async #predictBatches(batches: AsyncIterable<Rows> | Iterable<Rows>, batchSize: number): Promise<Tensor> {
    const predictor = await this.#predictorFor(batchSize);
    const outputLength = sizeOf(this.outputShape);
    const batch = new Float32Array(batchSize * sizeOf(this.inputShape));
    const outputs: Float32Array[] = [];
    for await (const { count, x } of batches) {
      batch.set(x);
      const [output] = await predictor.program.run([batch]);
      outputs.push(output!.slice(0, count * outputLength));
    }
    return this.#joined(outputs);
  }

  #joined(outputs: readonly Float32Array[]): Tensor {
    const values = new Float32Array(outputs.reduce((total, { length }) => total + length, 0));
    let start = 0;
    for (const output of outputs) {
      values.set(output, start);
      start += output.length;
    }
    return Tensor.from(values, [values.length / sizeOf(this.outputShape), ...this.outputShape]);
  }

  /** How predictions run, for a person, once there was one. */
  describeBackend(): string {
    return this.#predictor?.program.describe() ?? "nothing was predicted yet";
  }

  /** Gives back the memory and threads of predictions, once those that were asked for are made. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#closePredictor());
  }

  async #closePredictor(): Promise<void> {
    await this.#predictor?.program.close();
    this.#predictor = null;
  }

  async #predictorFor(batchSize: number): Promise<Predictor> {
    const weights = this.parameters.map(({ values }) => values);
    const backend = await this.#resolveBackend();
    const known = this.#predictor;
    const isSame = known?.batchSize === batchSize && known.backend === backend;
    if (isSame && weights.every((values, index) => values === known.weights[index])) return known;
    await this.#closePredictor();
    const x = Tensor.placeholder([batchSize, ...this.inputShape], "x");
    const graph = graphOf([x], [this.call(x, inferenceContext)]);
    const { program } = await compileGraph(graph, backend);
    this.#predictor = { batchSize, weights, backend, program };
    return this.#predictor;
  }

  async #resolveBackend(): Promise<Backend> {
    return typeof this.#backend === "string" ? loadBackend(this.#backend) : this.#backend;
  }

  async #compiled(method: string): Promise<Training> {
    if (this.#training === null)
      throw new LinnetError(`${method}: expected compile({ optimizer, loss }) to come before`);
    return { ...this.#training, backend: await this.#resolveBackend() };
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
    this.#checkRows(method, "x", x, this.inputShape);
    this.#checkRows(method, "y", y, this.outputShape);
    checkCounts(method, x, y);
  }

  #checkRows(method: string, name: string, tensor: Tensor, row: readonly number[]): void {
    const isTensor = tensor instanceof Tensor;
    if (isTensor && tensor.shape[0]! > 0 && sameShape(tensor.shape.slice(1), row)) return;
    const found = isTensor ? formatShape(tensor.shape) : `${tensor}`;
    throw new LinnetError(`${method}: expected ${name} as a tensor [count,${row.join(",")}], got ${found}`);
  }
}

/** @throws LinnetError where an option would not have its effect on a source */
function loopOptions(options: FitOptions): FitLoopOptions {
  const forTensors = ["batchSize", "validationSplit", "sampleWeight", "validationData"] as const;
  const given = forTensors.find((name) => options[name] !== undefined);
  if (given === undefined) return options;
  throw new LinnetError(`fit: expected ${given} beside tensors, got it beside a source, which has its own batches`);
}

/** The model that `toConfig` described, with first weights. @throws LinnetError where the configuration is not whole */
export function modelFromConfig(config: NetworkConfig): Model {
  return new Model(networkFromConfig(config));
}

type Rows = Pick<Batch, "count" | "x">;

function* inBatches({ values, shape: [count = 0] }: Tensor, batchSize: number): Iterable<Rows> {
  const rowLength = values.length / count;
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(start + batchSize, count);
    yield { count: end - start, x: values.subarray(start * rowLength, end * rowLength) };
  }
}

/** A compiled prediction, and the weights and backend that it was compiled with. */
interface Predictor {
  readonly batchSize: number;
  readonly weights: readonly Float32Array[];
  readonly backend: Backend;
  readonly program: Program;
}
