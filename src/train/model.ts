// Model: a network with Keras's methods for training, measuring and using it.

import type { Layer } from "../layers/layer.js";
import { type ModelSource, readModelSource } from "../model/modelSource.js";
import { Network } from "../model/network.js";
import { decodeNetwork } from "../model/networkFile.js";
import type { Tensors } from "../model/tensorArguments.js";
import type { Optimizer } from "../optim/optimizer.js";
import { LinnetError } from "../tensor/errors.js";
import type { BatchSource } from "./batches/batchSource.js";
import type { FitOptions } from "./batches/tensorExamples.js";
import { argumentsByOutput, type CompileOptions, checkArguments, type OutputArguments } from "./compileArguments.js";
import type { FitLoopOptions } from "./run/fit.js";
import type { History } from "./run/history.js";
import { OptimizerMemory } from "./step/optimizerMemory.js";
import type { Training } from "./step/training.js";

export type { FitOptions } from "./batches/tensorExamples.js";
export type { CompileOptions } from "./compileArguments.js";

/** The arguments of compile, and what it found. */
interface Compiled {
  readonly options: CompileOptions;
  readonly trainedLayers: ReadonlySet<Layer>;
  readonly memory: OptimizerMemory;
}

/** The first call that trains loads the code for it: a page that only predicts never does. */
export class Model extends Network {
  #compiled: Compiled | null = null;
  #optimizer: Optimizer | null = null;

  /** Like `Network.load`, for a model that can be trained further. */
  static override async load(source: ModelSource): Promise<Model> {
    const { bytes, file } = await readModelSource(source);
    return Model.decode(bytes, { file });
  }

  /** Like `Network.decode`, for a model that can be trained further. */
  static override decode(bytes: Uint8Array, { file = "the model's bytes" }: { readonly file?: string } = {}): Model {
    const { network, record } = decodeNetwork(bytes, file, (ends) => new Model(ends));
    network.record = record;
    return network;
  }

  /**
   * Settles optimizer, loss and metrics, as Keras's compile. Freezing or unfreezing layers has no effect on `fit` until
   * the next `compile`.
   * @throws LinnetError if the optimizer, a loss, a metric, an output or a layer is unknown; outputs and layers of a model
   * without an input are checked once it is built
   */
  compile(options: CompileOptions): void {
    checkArguments(options);
    if (this.isBuilt) {
      this.#byOutput(options);
      this.#multipliersByLayer(options);
    }
    const trainedLayers = new Set(this.layers.filter((layer) => layer.trainable));
    this.#compiled = { options, trainedLayers, memory: new OptimizerMemory() };
    this.#optimizer = null;
    if (options.backend !== undefined) this.useBackend(options.backend);
  }

  /** Forgets the arguments of `compile`, since the layers have changed. */
  protected uncompile(): void {
    this.#compiled = null;
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
  async fit(source: BatchSource, options?: FitLoopOptions): Promise<History>;
  async fit(x: Tensors, y: Tensors, options?: FitOptions): Promise<History>;
  async fit(x: Tensors | BatchSource, second?: Tensors | FitOptions, third?: FitOptions): Promise<History> {
    const training = await this.#training("fit", x);
    const { fitLoop, trainedSources } = await import("./lazy.js");
    if (isSource(x)) return fitLoop(this, training, x, loopOptions((second as FitOptions | undefined) ?? {}));
    const { source, ...validation } = trainedSources(this, x, second as Tensors, third ?? {});
    return fitLoop(this, training, source, { ...third, ...validation });
  }

  /**
   * The mean loss and the metrics over examples, by name.
   * @throws LinnetError before `compile`, or if shapes do not fit
   */
  async evaluate(source: BatchSource): Promise<{ [name: string]: number }>;
  async evaluate(
    x: Tensors,
    y: Tensors,
    options?: { readonly batchSize?: number },
  ): Promise<{ [name: string]: number }>;
  async evaluate(x: Tensors | BatchSource, y?: Tensors, { batchSize = 32 }: { readonly batchSize?: number } = {}) {
    const training = await this.#training("evaluate", x);
    const { evaluateLoop, measuredSource } = await import("./lazy.js");
    if (isSource(x)) return evaluateLoop(this, training, x);
    return evaluateLoop(this, training, measuredSource(this, x, y!, batchSize));
  }

  async #training(method: string, x: unknown): Promise<Training> {
    const compiled = this.#compiled;
    if (compiled === null) throw new LinnetError(`${method}: expected compile({ optimizer, loss }) to come before`);
    this.prepareFor(x);
    const { trainedLayers, memory, options } = compiled;
    const { optimizerOf, outputTraining } = await import("./lazy.js");
    this.#optimizer ??= optimizerOf(options.optimizer);
    return {
      ...outputTraining(this.#byOutput(options), this.outputEnds),
      learningRateMultipliers: this.#multipliersByLayer(options),
      trainedLayers,
      memory,
      optimizer: this.#optimizer,
      backend: await this.backend(),
    };
  }
}

function isSource(x: Tensors | BatchSource): x is BatchSource {
  return typeof (x as BatchSource | undefined)?.epoch === "function";
}

/** @throws LinnetError if an option would have no effect on a source */
function loopOptions(options: FitOptions): FitLoopOptions {
  const forTensors = ["batchSize", "validationSplit", "sampleWeight", "validationData"] as const;
  const given = forTensors.find((name) => options[name] !== undefined);
  if (given === undefined) return options;
  throw new LinnetError(`fit: expected ${given} beside tensors, got it beside a source, which has its own batches`);
}
