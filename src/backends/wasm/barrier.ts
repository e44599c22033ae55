// A barrier in shared memory: every thread waits until all have come.

/** Bytes at the start of a program's memory that belong to its threads. */
export const CONTROL_BYTES = 1024;

const ARRIVED = 0;
const SLEEPING = 1;
/** How often a thread looks before it sleeps: some tens of microseconds, longer than most kernels differ. */
const LOOKS = 20_000;

/** Counts arrivals, over all barriers of all runs; it may wrap around. */
export class Barrier {
  readonly #control: Int32Array;
  readonly #threads: number;
  #expected: number;

  constructor(memory: WebAssembly.Memory, threads: number) {
    this.#control = new Int32Array(memory.buffer, 0, 2);
    this.#threads = threads;
    this.#expected = 0;
  }

  /** Returns when all threads have called it as often as this one. */
  wait(): void {
    const control = this.#control;
    this.#expected = (this.#expected + this.#threads) | 0;
    const arrived = (Atomics.add(control, ARRIVED, 1) + 1) | 0;
    if (arrived === this.#expected) {
      if (Atomics.load(control, SLEEPING) > 0) Atomics.notify(control, ARRIVED);
      return;
    }
    for (let look = 0; look < LOOKS; look += 1) if (this.#isComplete()) return;
    Atomics.add(control, SLEEPING, 1);
    for (let seen = Atomics.load(control, ARRIVED); !this.#isComplete(); seen = Atomics.load(control, ARRIVED))
      Atomics.wait(control, ARRIVED, seen);
    Atomics.sub(control, SLEEPING, 1);
  }

  #isComplete(): boolean {
    return ((Atomics.load(this.#control, ARRIVED) - this.#expected) | 0) >= 0;
  }
}
