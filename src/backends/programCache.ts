// The programs of one function at several batch sizes, within a bound.

import type { Program } from "./backend.js";
import type { CompiledGraph } from "./compileGraph.js";

/** Batch sizes whose programs are kept: those of a step and its last batch, and as many for another use. */
const MOST_PROGRAMS = 4;
/** Bytes that the programs may take together; the newest one is kept however large it is. */
const MOST_BYTES = 256e6;

interface Entry {
  readonly program: Program;
  readonly bytes: number;
}

/** Closes the programs that were not used for the longest time. */
export class ProgramCache {
  /** By batch size, the least recently used first. */
  readonly #entries = new Map<number, Entry>();

  /** The program for that batch size, compiled if there is none. @param inUse is never closed for it */
  async get(batchSize: number, compile: () => Promise<CompiledGraph>, inUse: Program | null = null): Promise<Program> {
    const known = this.#entries.get(batchSize);
    if (known !== undefined) {
      this.#entries.delete(batchSize);
      this.#entries.set(batchSize, known);
      return known.program;
    }
    const { program, plan } = await compile();
    this.#entries.set(batchSize, { program, bytes: plan.arenaBytes + plan.constantBytes + plan.stateBytes });
    await this.#shrink([program, inUse]);
    return program;
  }

  async #shrink(needed: readonly (Program | null)[]): Promise<void> {
    for (const [batchSize, { program }] of [...this.#entries]) {
      const bytes = [...this.#entries.values()].reduce((total, entry) => total + entry.bytes, 0);
      if (this.#entries.size <= MOST_PROGRAMS && bytes <= MOST_BYTES) return;
      if (needed.includes(program)) continue;
      this.#entries.delete(batchSize);
      await program.close();
    }
  }

  async close(): Promise<void> {
    const programs = [...this.#entries.values()];
    this.#entries.clear();
    for (const { program } of programs) await program.close();
  }
}
