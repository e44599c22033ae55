// trainOnBatch and testOnBatch: single steps, whose programs stay from call to call.

import { RunningMetrics } from "../../metrics/runningMetrics.js";
import type { Network } from "../../model/network.js";
import type { Tensors } from "../../model/tensorArguments.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Batch } from "../batches/batchSource.js";
import { type ClassWeight, weighByClass } from "../batches/classWeights.js";
import { wholeBatch } from "../batches/tensorExamples.js";
import { Evaluator, Trainer } from "../step/trainer.js";
import type { Training } from "../step/training.js";

export interface OnBatchOptions {
  /** The weight of each example in the loss, `[count]`. Default: 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

export interface TrainOnBatchOptions extends OnBatchOptions {
  /** The weight of each class in the loss, by the class's index. Default: 1. */
  readonly classWeight?: ClassWeight;
}

type Figures = { [name: string]: number };

/** A step for batches with weights, or for those without. */
interface Kept<Step> {
  readonly step: Step;
  readonly weighted: boolean;
  readonly training: Training;
}

export class OnBatchSteps {
  readonly #network: Network;
  #trainer: Kept<Trainer> | null = null;
  #evaluator: Kept<Evaluator> | null = null;

  constructor(network: Network) {
    this.#network = network;
  }

  /** One step on x and y, all at once. @throws DivergenceError if the loss or a weight is no longer finite */
  async train(training: Training, [x, y]: readonly [Tensors, Tensors], options: TrainOnBatchOptions): Promise<Figures> {
    checkOptions("trainOnBatch", options, { sampleWeight: "any", classWeight: "object" });
    const { classWeight } = options;
    const source = wholeBatch("trainOnBatch", this.#network, [x, y], options);
    const columns = this.#network.outputEnds[0]!.shape.at(-1) ?? 1;
    const weighted =
      classWeight === undefined
        ? source
        : weighByClass(source, classWeight, { method: "trainOnBatch", classes: Math.max(2, columns) });
    const batch = await firstOf(weighted.epoch(0));
    const trainer = await this.#trainerFor(training, batch.weights !== undefined);
    const running = new RunningMetrics(training.metrics);
    running.add(await trainer.step(batch, false));
    await trainer.writeWeights();
    return running.logs();
  }

  /** The figures of x and y, all at once. */
  async test(training: Training, [x, y]: readonly [Tensors, Tensors], options: OnBatchOptions): Promise<Figures> {
    checkOptions("testOnBatch", options, { sampleWeight: "any" });
    const batch = await firstOf(wholeBatch("testOnBatch", this.#network, [x, y], options).epoch(0));
    const evaluator = await this.#evaluatorFor(training, batch.weights !== undefined);
    evaluator.refresh();
    const running = new RunningMetrics(training.metrics);
    running.add(await evaluator.run(batch, false));
    return running.logs();
  }

  async #trainerFor(training: Training, weighted: boolean): Promise<Trainer> {
    const known = this.#trainer;
    if (known !== null && fits(known, training, weighted)) return known.step;
    await known?.step.close();
    const step = await Trainer.create(this.#network, training, weighted);
    this.#trainer = { step, weighted, training };
    return step;
  }

  async #evaluatorFor(training: Training, weighted: boolean): Promise<Evaluator> {
    const known = this.#evaluator;
    if (known !== null && fits(known, training, weighted)) return known.step;
    await known?.step.close();
    const step = await Evaluator.create(this.#network, training, weighted);
    this.#evaluator = { step, weighted, training };
    return step;
  }

  async close(): Promise<void> {
    await this.#trainer?.step.close();
    await this.#evaluator?.step.close();
    [this.#trainer, this.#evaluator] = [null, null];
  }
}

/** A step holds what was trained, and frozen weights, when it was traced. */
function fits(known: Kept<unknown>, training: Training, weighted: boolean): boolean {
  const { trainedLayers, backend, memory } = known.training;
  const sameLayers =
    trainedLayers.size === training.trainedLayers.size &&
    [...trainedLayers].every((layer) => training.trainedLayers.has(layer));
  return known.weighted === weighted && sameLayers && backend === training.backend && memory === training.memory;
}

async function firstOf(batches: AsyncIterable<Batch>): Promise<Batch> {
  for await (const batch of batches) return batch;
  throw new LinnetError("onBatch: expected an example or more, got none");
}
