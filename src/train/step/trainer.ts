// Training: the frozen base, the compiled step of the trained part, and the state between them.

import type { Backend } from "../../backends/backend.js";
import type { MeasuredBatch } from "../../metrics/runningMetrics.js";
import type { Network } from "../../model/network.js";
import { unpackRows } from "../../model/packedRows.js";
import type { Optimizer } from "../../optim/optimizer.js";
import { allFinite } from "../../tensor/allFinite.js";
import { LinnetError } from "../../tensor/errors.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Batch, BatchSource } from "../batches/batchSource.js";
import { type CacheOptions, cacheFeatures, FrozenBase } from "../features/frozenBase.js";
import { DivergenceError } from "./divergenceError.js";
import { cutFrozen } from "./frozenCut.js";
import type { OptimizerMemory } from "./optimizerMemory.js";
import {
  type EvaluationOptions,
  type StepGraph,
  type StepOptions,
  type TrainingStepGraph,
  traceEvaluation,
  traceTrainingStep,
} from "./stepGraph.js";
import { StepPrograms } from "./stepPrograms.js";
import type { StepState } from "./stepState.js";
import type { TargetEnd } from "./targetEnd.js";

/** A step for batches of one example, and the programs for any size. */
interface PreparedStep {
  readonly base: FrozenBase | null;
  readonly step: StepGraph;
  readonly programs: StepPrograms;
}

/** A traced step that runs on any batch: first the frozen part, then the part with state. */
class SteppedModel {
  readonly base: FrozenBase | null;
  readonly states: readonly StepState[];
  protected readonly programs: StepPrograms;
  /** Elements of each input in one example. */
  readonly #inputLengths: readonly number[];
  readonly #targets: readonly TargetEnd[];

  protected constructor({ base, step, programs }: PreparedStep) {
    const { graph, inputCount, targets, state } = step;
    this.base = base;
    this.states = state;
    this.programs = programs;
    this.#inputLengths = graph.inputs.slice(0, inputCount).map(({ size }) => size);
    this.#targets = targets;
  }

  protected static async prepare(
    traceStep: (batchSize: number) => StepGraph,
    backend: Backend,
    firstValues: (state: StepState) => Float32Array = ({ initial }) => initial,
  ): Promise<PreparedStep> {
    const split = (batchSize: number) => cutFrozen(traceStep(batchSize));
    const step = traceStep(1);
    const programs = new StepPrograms(split, backend, step.state.map(firstValues));
    return { base: await FrozenBase.compile(split, backend), step, programs };
  }

  /** Bytes of the features of all examples of a source; null if they cannot be kept. */
  featureBytes(source: BatchSource): number | null {
    if (this.base === null || source.inOrder === null) return null;
    return source.size * this.base.rowLength * Float32Array.BYTES_PER_ELEMENT;
  }

  /** The source with features in place of pictures if `keep` says so; `featureBytes` says whether that is possible. */
  async withFeatures(source: BatchSource, keep: boolean, options: CacheOptions) {
    if (!keep || this.base === null) return { source, cached: false };
    return { source: await cacheFeatures(this.base, source, options), cached: true };
  }

  protected async feedsOf({ x, count }: Batch, cached: boolean): Promise<Float32Array[]> {
    if (this.base === null) return unpackRows(x, count, this.#inputLengths);
    return this.base.unpack(cached ? x : await this.base.run(x, count), count);
  }

  /** @throws LinnetError if they are not what a loss compares an output with */
  protected targetsOf({ y, count }: Batch): Float32Array[] {
    const lengths = this.#targets.map(({ shape }) => sizeOf(shape));
    const targets = unpackRows(y, count, lengths);
    targets.forEach((values, index) => this.#targets[index]!.check(values, count));
    return targets;
  }

  /** A step's results on a batch; the next step overwrites the arrays. */
  protected measured(batch: Batch, [loss, ...others]: readonly Float32Array[]): MeasuredBatch {
    const targets = this.targetsOf(batch);
    const losses = targets.length === 1 ? [loss!] : others.slice(targets.length);
    return {
      count: batch.count,
      loss: loss![0]!,
      weights: batch.weights,
      outputs: targets.map((target, index) => ({ target, output: others[index]!, loss: losses[index]![0]! })),
    };
  }

  async close(): Promise<void> {
    await this.base?.close();
    await this.programs.close();
  }
}

export interface TrainerOptions extends StepOptions {
  readonly backend: Backend;
  /** The optimizer's memory, from which training continues. */
  readonly memory: OptimizerMemory;
}

type EvaluatorOptions = EvaluationOptions & Pick<TrainerOptions, "backend">;

/** Trains: every step moves the state on. */
export class Trainer extends SteppedModel {
  readonly traceStep: (batchSize: number) => TrainingStepGraph;
  readonly #method: string;
  readonly #optimizer: Optimizer;
  readonly #memory: OptimizerMemory;
  readonly #weighted: boolean;
  /** The model's weights when they were last written or read. */
  #known: readonly (Float32Array | null)[];

  private constructor(
    prepared: PreparedStep,
    traceStep: (batchSize: number) => TrainingStepGraph,
    { method, optimizer, memory }: Pick<TrainerOptions, "method" | "optimizer" | "memory">,
    weighted: boolean,
  ) {
    super(prepared);
    this.traceStep = traceStep;
    this.#method = method;
    this.#optimizer = optimizer;
    this.#memory = memory;
    this.#weighted = weighted;
    this.#known = this.#weightsNow();
  }

  /**
   * @param weighted whether the batches have weights
   * @throws LinnetError if they have, and a loss ignores them
   */
  static async create(network: Network, options: TrainerOptions, weighted: boolean): Promise<Trainer> {
    const { backend, memory } = options;
    const traceStep = (batchSize: number) => traceTrainingStep(network, options, { batchSize, weighted });
    const firstValues = ({ parameter, name, initial }: StepState) =>
      parameter === null ? memory.recall(name, initial) : initial;
    return new Trainer(await SteppedModel.prepare(traceStep, backend, firstValues), traceStep, options, weighted);
  }

  /** The rate of the next step: what a callback has set, or else the optimizer's. */
  get learningRate(): number {
    return this.#memory.learningRate ?? this.#ownRate;
  }

  get #ownRate(): number {
    return this.#optimizer.learningRate.at(this.#memory.steps);
  }

  /** @throws LinnetError if the optimizer follows a schedule */
  setLearningRate(rate: number): void {
    const { name } = this.#optimizer.learningRate.config();
    if (name !== "constant")
      throw new LinnetError(`fit: expected an optimizer with a number as learningRate, to change it, got ${name}`);
    this.#memory.learningRate = rate;
  }

  /** The next step's inputs, in order. */
  async stepFeeds(batch: Batch, cached: boolean): Promise<Float32Array[]> {
    const rate = Float32Array.of(this.learningRate);
    const clock = [rate, Float32Array.of(this.#memory.steps)];
    const weights = this.#weighted ? [batch.weights!] : [];
    return [...(await this.feedsOf(batch, cached)), ...this.targetsOf(batch), ...weights, ...clock];
  }

  /**
   * Trains one step, from the model's weights if they were replaced.
   * @throws DivergenceError if the loss is not finite: training cannot continue from there
   */
  async step(batch: Batch, cached: boolean): Promise<MeasuredBatch> {
    await this.#takeReplaced();
    const feeds = await this.stepFeeds(batch, cached);
    this.#memory.begun = true;
    const results = await this.programs.run(batch.count, feeds);
    this.#memory.steps += 1;
    const measured = this.measured(batch, results);
    if (Number.isFinite(measured.loss)) return measured;
    throw new DivergenceError(this.#method, `the loss is ${measured.loss} at step ${this.#memory.steps}`);
  }

  /** The current weights and moments. @throws DivergenceError naming the first weight that is not finite */
  async finiteState(): Promise<readonly Float32Array[]> {
    const values = await this.programs.state();
    const broken = this.states.find(({ parameter }, index) => parameter !== null && !allFinite(values[index]!));
    if (broken === undefined) return values;
    throw new DivergenceError(this.#method, `weight "${broken.name}" is not finite after step ${this.#memory.steps}`);
  }

  /**
   * Writes the current values to the model's weights and the optimizer's memory.
   * @throws DivergenceError if a weight is not finite; then nothing is replaced
   */
  async writeWeights(): Promise<void> {
    await this.#takeReplaced();
    const values = await this.finiteState();
    this.states.forEach(({ parameter, name }, index) => {
      if (parameter === null) this.#memory.keep(name, values[index]!.slice());
      else parameter.values = values[index]!.slice();
    });
    this.#known = this.#weightsNow();
  }

  /** Puts the moving averages of the weights in the model, if the optimizer keeps them and has made a step. */
  useAverages(): void {
    if (this.#memory.steps === 0) return;
    for (const { averageOf, name, initial } of this.states)
      if (averageOf !== null) averageOf.values = this.#memory.recall(name, initial).slice();
  }

  /** Takes over weights that were replaced from outside, as by early stopping, since they were last written or read. */
  async #takeReplaced(): Promise<void> {
    const now = this.#weightsNow();
    if (now.every((values, index) => values === this.#known[index])) return;
    const current = await this.programs.state();
    this.programs.setState(current.map((values, index) => (now[index] === this.#known[index] ? values : now[index]!)));
    this.#known = now;
  }

  /** The model's weights, as they are now; null for an optimizer's moment. */
  #weightsNow(): readonly (Float32Array | null)[] {
    return this.states.map(({ parameter }) => parameter?.values ?? null);
  }

  /** Takes over the model's weights and the optimizer's memory, as after reading a checkpoint. */
  readWeights(): void {
    const current = ({ parameter, name, initial }: StepState): Float32Array =>
      parameter?.values ?? this.#memory.recall(name, initial);
    this.programs.setState(this.states.map(current));
    this.#known = this.#weightsNow();
  }
}

/** Measures the loss and the outputs with the model's weights. */
export class Evaluator extends SteppedModel {
  readonly #weighted: boolean;

  private constructor(prepared: PreparedStep, weighted: boolean) {
    super(prepared);
    this.#weighted = weighted;
  }

  /**
   * @param weighted whether the batches have weights
   * @throws LinnetError if they have, and a loss ignores them
   */
  static async create(network: Network, options: EvaluatorOptions, weighted: boolean): Promise<Evaluator> {
    const traceStep = (batchSize: number) => traceEvaluation(network, options, { batchSize, weighted });
    return new Evaluator(await SteppedModel.prepare(traceStep, options.backend), weighted);
  }

  /** Takes over the model's current weights. */
  refresh(): void {
    this.programs.setState(this.states.map(({ parameter, initial }) => parameter?.values ?? initial));
  }

  async run(batch: Batch, cached: boolean): Promise<MeasuredBatch> {
    const weights = this.#weighted ? [batch.weights!] : [];
    const feeds = [...(await this.feedsOf(batch, cached)), ...this.targetsOf(batch), ...weights];
    return this.measured(batch, await this.programs.run(batch.count, feeds));
  }
}
