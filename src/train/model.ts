// Model: a network with Keras's methods for training, measuring and using it.

import type { TrainingToWrite } from "../formats/writtenNetwork.js";
import type { Layer } from "../layers/layer.js";
import { provideAllParts } from "../layers/provideAllParts.js";
import type { NetworkLoadOptions } from "../model/inputShapes.js";
import { type ModelSource, readModelSource } from "../model/modelSource.js";
import { Network } from "../model/network.js";
import type { NetworkEnds } from "../model/networkConfig.js";
import { decodeNetwork } from "../model/networkFile.js";
import { openNetwork } from "../model/openNetwork.js";
import { summary } from "../model/summary.js";
import type { Tensors } from "../model/tensorArguments.js";
import type { Optimizer } from "../optim/optimizer.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { Tensor } from "../tensor/tensor.js";
import type { BatchSource } from "./batches/batchSource.js";
import { isSource } from "./batches/isSource.js";
import type { EvaluateOptions, FitOptions } from "./batches/tensorExamples.js";
import { argumentsByOutput, type CompileOptions, checkArguments, type OutputArguments } from "./compileArguments.js";
import type { History } from "./run/history.js";
import type { OnBatchOptions, OnBatchSteps, TrainOnBatchOptions } from "./run/onBatch.js";
import { OptimizerMemory } from "./step/optimizerMemory.js";
import type { Training } from "./step/training.js";

export type { EvaluateOptions, FitOptions } from "./batches/tensorExamples.js";
export type { CompileOptions } from "./compileArguments.js";
export type { OnBatchOptions, TrainOnBatchOptions } from "./run/onBatch.js";

provideAllParts();

/** The arguments of compile, and what came of them. */
interface Compiled {
  readonly options: CompileOptions;
  readonly memory: OptimizerMemory;
  optimizer: Optimizer | null;
  /** Those that were trainable when a training last began; settled once it has made a step. */
  trainedLayers: ReadonlySet<Layer> | null;
}

export interface SummaryOptions {
  /** Prints the table. Default: `console.log`. */
  readonly printFn?: (text: string) => void;
}

/** Figures by name: the loss and the metrics. */
type Figures = { [name: string]: number };

/** The first call that trains loads the code for it: a page that only predicts never does. */
export class Model extends Network {
  #compiled: Compiled | null = null;
  /** The method that changes the weights at the moment; null if none does. */
  #busy: string | null = null;
  #onBatch: OnBatchSteps | null = null;

  /** Like `Network.load`, for a model that can be trained further. */
  static override async load(source: ModelSource, options: NetworkLoadOptions = {}): Promise<Model> {
    const make = (ends: NetworkEnds) => new Model(ends);
    const { network, record } = await openNetwork(await readModelSource(source, "model", true), make, options);
    network.record = record;
    return network;
  }

  /** Like `Network.decode`, for a model that can be trained further. */
  static override decode(bytes: Uint8Array, options: { readonly file?: string } = {}): Model {
    checkOptions("decode", options, { file: "string" });
    const { file = "the model's bytes" } = options;
    const { network, record } = decodeNetwork(bytes, file, (ends) => new Model(ends));
    network.record = record;
    return network;
  }

  /**
   * Settles optimizer, loss and metrics, as Keras's compile. Which layers are trained is read by the first `fit` or
   * `trainOnBatch` after it; freezing or unfreezing layers later has no effect until the next `compile`.
   * @throws LinnetError if the optimizer, a loss, a metric, an output or a layer is unknown, or the model is being trained;
   * outputs and layers of a model without an input are checked once it is built
   */
  compile(options: CompileOptions): void {
    this.#expectIdle("compile");
    checkArguments(options);
    if (this.isBuilt) {
      this.#byOutput(options);
      this.#multipliersByLayer(options);
    }
    this.#compiled = { options, memory: new OptimizerMemory(), optimizer: null, trainedLayers: null };
    if (options.backend !== undefined) this.useBackend(options.backend);
  }

  /** Forgets the arguments of `compile`, since the layers change. @throws LinnetError if the model is being trained */
  protected uncompile(): void {
    this.#expectIdle("add");
    this.#compiled = null;
  }

  #expectIdle(method: string): void {
    if (this.#busy === null) return;
    throw new LinnetError(`${method}: model "${this.name}" is in ${this.#busy}: await it first`);
  }

  /** Runs what changes the weights, alone. */
  async #alone<T>(method: string, work: () => Promise<T>): Promise<T> {
    this.#expectIdle(method);
    this.#busy = method;
    try {
      return await work();
    } finally {
      this.#busy = null;
    }
  }

  #byOutput(options: CompileOptions): OutputArguments[] {
    return argumentsByOutput(
      options,
      this.outputEnds.map(({ name }) => name),
    );
  }

  #multipliersByLayer({ learningRateMultipliers: multipliers = {} }: CompileOptions): Map<Layer, number> {
    const byLayer = Object.entries(multipliers).map(([name, factor]): [Layer, number] => {
      if (!(factor >= 0 && Number.isFinite(factor)))
        throw new LinnetError(`compile: expected the multiplier of layer "${name}" to be 0 or more, got ${factor}`);
      return [this.getLayer(name), factor];
    });
    return new Map(byLayer);
  }

  /**
   * Trains on x `[count, ...input]` and y `[count, ...output]`, or on a source of batches; every step is one program.
   * Several inputs, or outputs, are given as a list or by name. A later call continues with the optimizer's memory, until
   * the next `compile`. See https://keras.io/api/models/model_training_apis.
   * @throws LinnetError before `compile`, or if shapes do not fit, a source comes with options for tensors, or the loss is
   * no longer finite
   */
  async fit(source: BatchSource, options?: FitOptions): Promise<History>;
  async fit(x: Tensors, y: Tensors, options?: FitOptions): Promise<History>;
  async fit(x: Tensors | BatchSource, second?: Tensors | FitOptions, third?: FitOptions): Promise<History> {
    return this.#alone("fit", async () => {
      const { fitLoop, trainedSources, checkFitOptions, validationSource } = await import("./lazy.js");
      const options = (isSource(x) ? optionsBesideSource("fit", second, third) : third) ?? {};
      checkFitOptions(options, isSource(x));
      const training = await this.#training("fit", x);
      await this.#onBatch?.close();
      if (!isSource(x)) {
        const { source, ...validation } = trainedSources(this, [x, second as Tensors], options);
        return fitLoop(this, training, source, { ...options, ...validation });
      }
      const validation = validationSource(this, options, x.batchSize);
      return fitLoop(this, training, x, validation === undefined ? options : { ...options, validation });
    });
  }

  /**
   * The mean loss and the metrics over examples, by name.
   * @throws LinnetError before `compile`, or if shapes or options do not fit
   */
  async evaluate(source: BatchSource, options?: EvaluateOptions): Promise<Figures>;
  async evaluate(x: Tensors, y: Tensors, options?: EvaluateOptions): Promise<Figures>;
  async evaluate(x: Tensors | BatchSource, second?: Tensors | EvaluateOptions, third?: EvaluateOptions) {
    const { evaluateLoop, measuredSource, firstBatches, checkEvaluateOptions } = await import("./lazy.js");
    const options = (isSource(x) ? optionsBesideSource("evaluate", second, third) : third) ?? {};
    checkEvaluateOptions(options, isSource(x));
    const training = await this.#training("evaluate", x);
    const source = isSource(x) ? x : measuredSource(this, [x, second as Tensors], options);
    const figures = await evaluateLoop(
      this,
      training,
      options.steps === undefined ? source : firstBatches(source, options.steps),
    );
    if ((options.verbose ?? 0) > 0) console.log(formatFigures(figures));
    return figures;
  }

  /**
   * One step of training on all of x and y at once. The figures are those of this batch, as before the step; Keras adds
   * them up from call to call.
   * @throws LinnetError before `compile`, or if shapes or options do not fit; DivergenceError if the loss is not finite
   */
  async trainOnBatch(x: Tensors, y: Tensors, options: TrainOnBatchOptions = {}): Promise<Figures> {
    return this.#alone("trainOnBatch", async () => {
      const training = await this.#training("trainOnBatch", x);
      return (await this.#steps()).train(training, [x, y], options);
    });
  }

  /** The loss and the metrics of all of x and y at once. @throws LinnetError as `evaluate` does */
  async testOnBatch(x: Tensors, y: Tensors, options: OnBatchOptions = {}): Promise<Figures> {
    return this.#alone("testOnBatch", async () => {
      const training = await this.#training("testOnBatch", x);
      return (await this.#steps()).test(training, [x, y], options);
    });
  }

  async #steps(): Promise<OnBatchSteps> {
    const { OnBatchSteps } = await import("./lazy.js");
    this.#onBatch ??= new OnBatchSteps(this);
    return this.#onBatch;
  }

  /**
   * Prints the table of its layers with the number and size of its weights, and gives it as text.
   * See https://keras.io/api/models/model/#summary-method.
   * @throws LinnetError if the model has no input yet
   */
  summary(options: SummaryOptions = {}): string {
    checkOptions("summary", options, { printFn: "function" });
    const { printFn = console.log } = options;
    const text = summary(this);
    printFn(text);
    return text;
  }

  /** What `export` writes of its training; says why if it is nothing. */
  async trainingToWrite(): Promise<TrainingToWrite | null> {
    const compiled = this.#compiled;
    if (compiled === null) return null;
    this.#expectIdle("export");
    const { optimizerOf, trainingToWrite } = await import("./lazy.js");
    compiled.optimizer ??= optimizerOf(compiled.options.optimizer);
    const { layers } = this;
    const training = trainingToWrite({ layers, ...compiled, optimizer: compiled.optimizer });
    if (typeof training !== "string") return training;
    say(`export: the training does not go along: ${training}`);
    return null;
  }

  /** Frees the memory and threads of predictions and of single steps, once those that wait are made. */
  override async close(): Promise<void> {
    await this.#onBatch?.close();
    await super.close();
  }

  async #training(method: "fit" | "evaluate" | "trainOnBatch" | "testOnBatch", x: unknown): Promise<Training> {
    const compiled = this.#compiled;
    if (compiled === null) throw new LinnetError(`${method}: expected compile({ optimizer, loss }) to come before`);
    this.prepareFor(x);
    const { memory, options } = compiled;
    const { optimizerOf, outputTraining } = await import("./lazy.js");
    compiled.optimizer ??= optimizerOf(options.optimizer);
    return {
      ...outputTraining(this.#byOutput(options), this.outputEnds),
      learningRateMultipliers: this.#multipliersByLayer(options),
      trainedLayers: this.#trainedLayers(compiled, method),
      method,
      memory,
      optimizer: compiled.optimizer,
      backend: await this.backend(),
    };
  }

  /** Those that are trainable now or, once the model was trained, were so then; says what of it nobody expects. */
  #trainedLayers(compiled: Compiled, method: string): ReadonlySet<Layer> {
    const trainable = new Set(this.layers.filter((layer) => layer.trainable));
    const first = !compiled.memory.begun;
    const trainedLayers = (first ? null : compiled.trainedLayers) ?? trainable;
    if (method !== "fit" && method !== "trainOnBatch") return trainedLayers;
    compiled.trainedLayers = trainedLayers;
    const changed = this.layers.find((layer) => layer.trainable !== trainedLayers.has(layer));
    if (changed !== undefined)
      say(
        `${method}: layer "${changed.name}" was ${changed.trainable ? "unfrozen" : "frozen"} after the first training: ` +
          "that has no effect until the next compile",
      );
    const weights = [...trainedLayers].flatMap(({ parameters }) => parameters.filter(({ learned }) => learned));
    if (weights.length === 0 && (first || method === "fit"))
      say(`${method}: nothing of model "${this.name}" is trained: all of its weights are frozen`);
    return trainedLayers;
  }
}

/** One line, as Keras's warnings. */
function say(line: string): void {
  console.warn(`linnet: ${line}`);
}

function formatFigures(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join("  ");
}

/** @throws LinnetError if targets stand beside a source, which has its own */
function optionsBesideSource<Options>(method: string, second: Tensors | Options | undefined, third: unknown): Options {
  if (second instanceof Tensor || Array.isArray(second) || third !== undefined)
    throw new LinnetError(`${method}: expected options beside a source, got targets, which the source has itself`);
  return second as Options;
}
