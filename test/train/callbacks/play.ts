// Runs a callback over given figures, without a training.

import { Dense, input } from "../../../src/layers/index.js";
import type { Weights } from "../../../src/model/network.js";
import type { Callback, Logs, TrainingControls } from "../../../src/train/callbacks/callback.js";
import { Sequential } from "../../../src/train/sequential.js";

export interface Played {
  /** Epochs until the callback stopped the run, or all. */
  readonly epochs: number;
  /** The epoch whose weights were put back; null if none were. */
  readonly restored: number | null;
  /** The rate in each epoch, and after the last one. */
  readonly rates: readonly number[];
}

/** Controls whose weights are the number of the epoch. */
export function fakeControls(): {
  controls: TrainingControls;
  state: { epoch: number; stopped: boolean; restored: number | null };
} {
  const state = { epoch: -1, stopped: false, restored: null as number | null };
  const controls: TrainingControls = {
    model: new Sequential([input({ shape: [1] }), new Dense({ units: 1 })]),
    learningRate: 1,
    stop: () => {
      state.stopped = true;
    },
    writeWeights: async () => undefined,
    getWeights: (): Weights => new Map([["epoch", { shape: [], values: Float32Array.of(state.epoch) }]]),
    setWeights: (weights) => {
      state.restored = weights.get("epoch")!.values[0]!;
    },
  };
  return { controls, state };
}

/** Runs a callback over epochs with these figures; `first` is the number of the first one. */
export async function play(callback: Callback, epochs: readonly Logs[], first = 0): Promise<Played> {
  const { controls, state } = fakeControls();
  const rates: number[] = [];
  await callback.onTrainBegin?.({ initialEpoch: 0, epochs: epochs.length, steps: 1 }, controls);
  for (const [place, logs] of epochs.entries()) {
    const epoch = first + place;
    state.epoch = epoch;
    await callback.onEpochBegin?.(epoch, controls);
    rates.push(controls.learningRate);
    await callback.onEpochEnd?.(epoch, logs, controls);
    if (state.stopped) break;
  }
  await callback.onTrainEnd?.(controls);
  return { epochs: state.epoch + 1, restored: state.restored, rates: [...rates, controls.learningRate] };
}
