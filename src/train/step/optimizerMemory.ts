// An optimizer's memory between calls of fit, as in Keras: its steps and the moments of each weight.

export class OptimizerMemory {
  /** Training steps so far, by which schedules and dropout count. */
  steps = 0;
  /** Whether a step was made since compile: not before the shapes of examples are known to fit. */
  begun = false;
  /** The learning rate that a callback has set; null while the optimizer's own holds. */
  learningRate: number | null = null;
  #moments = new Map<string, Float32Array>();

  /** The moment of that name, or `initial` if there is none yet. */
  recall(name: string, initial: Float32Array): Float32Array {
    const known = this.#moments.get(name);
    return known?.length === initial.length ? known : initial;
  }

  /** All moments, by name. */
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
