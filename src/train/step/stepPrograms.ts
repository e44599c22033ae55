// Programs of one step at several batch sizes, which hand their state to each other.

import type { Backend, Program } from "../../backends/backend.js";
import { type CompiledGraph, compileGraph } from "../../backends/compileGraph.js";
import { ProgramCache } from "../../backends/programCache.js";
import type { FrozenCut } from "./frozenCut.js";

/** Runs a step at any batch size: the last batch of an epoch may be smaller, and then has its own program. */
export class StepPrograms {
  readonly #programs = new ProgramCache();
  readonly #split: (batchSize: number) => FrozenCut;
  readonly #backend: Backend;
  #state: readonly Float32Array[];
  /** The program with the newest state; null while `#state` has it. */
  #current: Program | null = null;

  constructor(split: (batchSize: number) => FrozenCut, backend: Backend, initialState: readonly Float32Array[]) {
    this.#split = split;
    this.#backend = backend;
    this.#state = initialState;
  }

  /** Runs the step; the results are valid until the program's next run. */
  async run(batchSize: number, feeds: readonly Float32Array[]): Promise<readonly Float32Array[]> {
    const program = await this.#programs.get(batchSize, () => this.#compile(batchSize), this.#current);
    if (program !== this.#current) {
      await program.writeState(await this.state());
      this.#current = program;
    }
    return program.run(feeds);
  }

  /** The current state. */
  async state(): Promise<readonly Float32Array[]> {
    return this.#current === null ? this.#state : this.#current.readState();
  }

  /** Sets the state, for all batch sizes. */
  setState(state: readonly Float32Array[]): void {
    this.#state = state;
    this.#current = null;
  }

  close(): Promise<void> {
    return this.#programs.close();
  }

  /** One plan for the whole step: forward, loss, gradients and update. */
  #compile(batchSize: number): Promise<CompiledGraph> {
    const { trained, state } = this.#split(batchSize);
    return compileGraph(trained, this.#backend, state);
  }
}
