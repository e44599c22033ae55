// Programs of one step at several batch sizes, which hand their state to each other.

import type { Backend, Program } from "../../backends/backend.js";
import { compileGraph } from "../../backends/compileGraph.js";
import type { FrozenCut } from "./frozenCut.js";

/** Runs a step at any batch size: the last batch of an epoch may be smaller, and then has its own program. */
export class StepPrograms {
  readonly #programs = new Map<number, Promise<Program>>();
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
    const program = await this.#programFor(batchSize);
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

  async close(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).close();
    this.#programs.clear();
  }

  #programFor(batchSize: number): Promise<Program> {
    const known = this.#programs.get(batchSize);
    if (known !== undefined) return known;
    const compiling = compileStep(this.#split(batchSize), this.#backend);
    this.#programs.set(batchSize, compiling);
    return compiling;
  }
}

/** One plan for the whole step: forward, loss, gradients and update. */
async function compileStep({ trained, state }: FrozenCut, backend: Backend): Promise<Program> {
  return (await compileGraph(trained, backend, state)).program;
}
