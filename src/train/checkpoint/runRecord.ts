// The progress of a run: saved to its checkpoint, and restored from there.

import type { Network } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback, CallbackMemory, EpochFigures } from "../callbacks/callback.js";
import type { OptimizerMemory } from "../step/optimizerMemory.js";
import type { Trainer } from "../step/trainer.js";
import type { RunPosition, RunState } from "./runState.js";
import type { Backup } from "./saveCheckpoint.js";

export interface RunParts {
  /** The first epoch of this call of `fit`. */
  readonly initialEpoch: number;
  /** The figures of earlier epochs. */
  readonly earlier: readonly EpochFigures[];
  readonly network: Network;
  readonly trainer: Trainer;
  readonly memory: OptimizerMemory;
  readonly callbacks: readonly Callback[];
  /** Null if the run is not kept. */
  readonly backup: Backup | null;
}

export class RunRecord {
  /** The figures of finished epochs. */
  readonly rows: EpochFigures[];
  /** Whether a callback has ended the run. */
  stopped = false;
  readonly #parts: RunParts;
  #position: RunPosition;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.rows = [...parts.earlier];
    this.#position = { epoch: parts.initialEpoch, progress: null, steps: parts.memory.steps };
  }

  /** The position of the network's weights and the optimizer's memory: a run can be repeated from there. */
  get position(): RunPosition {
    return this.#position;
  }

  /**
   * Continues a saved run, callbacks included.
   * @throws LinnetError naming the file if the network or the optimizer is a different one, or a callback cannot go on
   */
  restore(state: RunState, file: string): void {
    const { network, trainer, memory, callbacks } = this.#parts;
    checkMoments(trainer, state.moments, file);
    network.loadWeights(state.weights, { file });
    memory.restore(state.steps, state.moments);
    trainer.readWeights();
    for (const [name, { restore }] of memoriesOf(callbacks)) {
      const known = state.callbacks.get(name);
      if (known !== undefined) restoreCallback(() => restore(known), `${file}: the callback ${name}`);
    }
    this.rows.splice(0, Number.POSITIVE_INFINITY, ...state.rows);
    this.stopped = state.stopped;
    this.#position = { epoch: state.epoch, progress: state.progress, steps: state.steps };
  }

  /** Whether it is time for a save after that many steps of an epoch. */
  isDue(steps: number): boolean {
    return this.#parts.backup?.isDue(steps) ?? false;
  }

  /** Takes the weights out of the step, at this position. @throws DivergenceError if a weight is not finite */
  async moveTo(position: Omit<RunPosition, "steps">): Promise<void> {
    await this.#parts.trainer.writeWeights();
    this.#position = { ...position, steps: this.#parts.memory.steps };
  }

  /** Saves the run at its position. @throws LinnetError if the file cannot be written; it stays as it was */
  async save(): Promise<void> {
    const { network, memory, callbacks, backup, initialEpoch } = this.#parts;
    if (backup === null) return;
    const known = [...memoriesOf(callbacks)].map(([name, { save }]) => [name, save()] as const);
    await backup.save({
      ...this.#position,
      initialEpoch,
      stopped: this.stopped,
      rows: this.rows,
      weights: network.getWeights(),
      moments: memory.moments,
      callbacks: new Map(known),
    });
  }

  /** Called after the last epoch. */
  async finish(): Promise<void> {
    await this.#parts.backup?.finish();
  }
}

/** @throws LinnetError naming the file unless there are all moments that the step has, of its lengths, and no other */
function checkMoments({ states }: Trainer, saved: RunState["moments"], file: string): void {
  const expected = new Map(states.filter(({ parameter }) => parameter === null).map((state) => [state.name, state]));
  for (const [name, { initial }] of expected) {
    const found = saved.get(name)?.length;
    if (found === initial.length) continue;
    const got = found === undefined ? "none" : `${found}`;
    throw new LinnetError(`${file}: expected the optimizer's ${initial.length} numbers of "${name}", got ${got}`);
  }
  const other = [...saved.keys()].find((name) => !expected.has(name));
  if (other !== undefined)
    throw new LinnetError(`${file}: expected the optimizer's numbers for this step alone, got "${other}" beside them`);
}

function restoreCallback(restore: () => void, where: string): void {
  try {
    restore();
  } catch (error) {
    if (error instanceof LinnetError) throw error;
    throw new LinnetError(
      `${where} cannot go on from what is kept of it (${error instanceof Error ? error.message : error})`,
    );
  }
}

/** The memories of callbacks, by name; the second of a kind gets a number. */
function memoriesOf(callbacks: readonly Callback[]): Map<string, CallbackMemory> {
  const memories = new Map<string, CallbackMemory>();
  for (const { memory } of callbacks) {
    if (memory === undefined) continue;
    const alike = [...memories.values()].filter(({ name }) => name === memory.name).length;
    memories.set(alike === 0 ? memory.name : `${memory.name} ${alike + 1}`, memory);
  }
  return memories;
}
