// What callbacks may do to a run.

import type { Network, Weights } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback, TrainingControls } from "../callbacks/callback.js";
import type { RunRecord } from "../checkpoint/runRecord.js";
import type { OptimizerMemory } from "../step/optimizerMemory.js";
import type { Trainer } from "../step/trainer.js";

/** The controls, and what `writeWeights` does at the moment. */
export class RunControls implements TrainingControls {
  readonly model: Network;
  readonly #trainer: Trainer;
  readonly #record: RunRecord;
  /** Moves the record to the last step; does nothing between epochs. */
  moveToStep: () => Promise<void> = async () => undefined;

  constructor(model: Network, trainer: Trainer, record: RunRecord) {
    this.model = model;
    this.#trainer = trainer;
    this.#record = record;
  }

  get learningRate(): number {
    return this.#trainer.learningRate;
  }

  set learningRate(rate: number) {
    if (!(rate >= 0 && Number.isFinite(rate)))
      throw new LinnetError(`fit: expected learningRate to be a number of 0 or more, got ${rate}`);
    this.#trainer.setLearningRate(rate);
  }

  stop(): void {
    this.#record.stopped = true;
  }

  writeWeights(): Promise<void> {
    return this.moveToStep();
  }

  getWeights(): Weights {
    return this.model.getWeights();
  }

  setWeights(weights: Weights): void {
    this.model.loadWeights(weights);
  }
}

/** Keeps the rate that a callback has set, when a run is saved. */
export function rateKeeper(memory: OptimizerMemory): Callback {
  return {
    memory: {
      name: "learningRate",
      save: () => ({ values: { rate: memory.learningRate } }),
      restore: ({ values }) => {
        memory.learningRate = values.rate === null ? null : Number(values.rate);
      },
    },
  };
}
