// What an optimizer remembers from one call of fit to the next, as Keras's: the steps it took and the moments of each weight.

export class OptimizerMemory {
  /** Training steps so far; schedules and dropout count with them. */
  steps = 0;
  #moments = new Map<string, Float32Array>();

  /** The moment of that name, or `initial` where there is none yet. */
  recall(name: string, initial: Float32Array): Float32Array {
    const known = this.#moments.get(name);
    return known?.length === initial.length ? known : initial;
  }

  /** All moments that are kept, by name. */
  get moments(): ReadonlyMap<string, Float32Array> {
    return this.#moments;
  }

  restore(steps: number, moments: ReadonlyMap<string, Float32Array>): void {
    this.steps = steps;
    this.#moments = new Map(moments);
  }

  keep(name: string, values: Float32Array): void {
    this.#moments.set(name, values);
  }
}
