// How threads share the kernels of a program: each has a queue with its piece of every kernel, and takes pieces that
// others have not begun, so that a thread that the machine is slow to wake holds nobody up.

import type { KernelCall } from "../kernelCall.js";

/** Some units of a kernel, for one thread. */
export interface Piece {
  /** The kernel's number, counted over all phases. */
  readonly call: number;
  readonly from: number;
  readonly to: number;
  /** How many pieces must be done first: all those of earlier kernels. */
  readonly after: number;
}

/** Words of the control memory; words that threads write often lie on separate cache lines. */
const LINE = 16;
const DONE = 0;
const SLEEPING = LINE;
const OPEN_PHASES = 2 * LINE;
const OPENINGS = 2 * LINE + 1;
const INSIDE = 3 * LINE;
const LINGERING = 3 * LINE + 1;
const FIRST_QUEUE = 4 * LINE;
/** Behind the place of a queue: whether its thread has been called and has not begun yet. */
const CALLED = 1;

/** Bytes at the start of a program's memory that belong to its threads. */
export function controlBytes(threads: number): number {
  return 4 * (FIRST_QUEUE + threads * LINE);
}

/** How often a thread looks before it sleeps: some tens of microseconds, longer than most kernels differ. */
const LOOKS = 5000;

/** How often a helper looks for the next run before it leaves: longer than a caller's pause between two short ones. */
const LINGERING_LOOKS = 50_000;

interface WorkQueueOptions {
  readonly thread: number;
  readonly threads: number;
  /** How many milliseconds the thread waits for others before it gives up for now. Default: Infinity. */
  readonly patience?: number;
}

interface Division {
  /** For each thread, its pieces of all kernels in order. */
  readonly queues: readonly (readonly Piece[])[];
  /** Where each queue ends, by the number of open phases. */
  readonly ends: readonly (readonly number[])[];
  /** How many pieces there are, by the number of phases. */
  readonly totals: readonly number[];
}

function divide(phases: readonly (readonly KernelCall[])[], threads: number): Division {
  const queues = Array.from({ length: threads }, () => [] as Piece[]);
  const ends = [queues.map(() => 0)];
  const totals = [0];
  let [call, after] = [0, 0];
  for (const phase of phases) {
    for (const { units } of phase) {
      const pieces = Math.min(units, threads);
      for (let piece = 0; piece < pieces; piece += 1) {
        const [from, to] = [Math.floor((units * piece) / pieces), Math.floor((units * (piece + 1)) / pieces)];
        queues[piece]!.push({ call, from, to, after });
      }
      call += 1;
      after += pieces;
    }
    ends.push(queues.map(({ length }) => length));
    totals.push(after);
  }
  return { queues, ends, totals };
}

export class WorkQueue {
  readonly #control: Int32Array;
  readonly #thread: number;
  readonly #division: Division;
  readonly #patience: number;

  constructor(
    memory: WebAssembly.Memory,
    phases: readonly (readonly KernelCall[])[],
    { thread, threads, patience = Number.POSITIVE_INFINITY }: WorkQueueOptions,
  ) {
    this.#control = new Int32Array(memory.buffer, 0, controlBytes(threads) / 4);
    this.#thread = thread;
    this.#division = divide(phases, threads);
    this.#patience = patience;
  }

  /** Begins a run; false if a thread, within its patience, has not left the run before. */
  begin(): boolean {
    const control = this.#control;
    // A thread still in the run before would take pieces of this one too early.
    Atomics.store(control, OPEN_PHASES, 0);
    if (!this.#isLeft()) return false;
    Atomics.store(control, DONE, 0);
    this.#division.queues.forEach((_, owner) => Atomics.store(control, placeOf(owner), 0));
    return true;
  }

  #isLeft(): boolean {
    let giveUp: number | null = null;
    for (let looks = 0; Atomics.load(this.#control, INSIDE) > 0; looks += 1) {
      if (looks % LOOKS !== LOOKS - 1) continue;
      giveUp ??= performance.now() + this.#patience;
      if (performance.now() > giveUp) return false;
    }
    return true;
  }

  /**
   * Lets threads begin a phase of the run, once all before are done. Returns whether all helpers are still there from the
   * last time, and need not be called.
   */
  open(phase: number): boolean {
    const control = this.#control;
    Atomics.store(control, OPEN_PHASES, phase + 1);
    Atomics.add(control, OPENINGS, 1);
    return Atomics.load(control, LINGERING) === this.#division.queues.length - 1;
  }

  /** Whether to call a thread: it is not called again before it has begun with the last call. */
  calls(thread: number): boolean {
    return Atomics.exchange(this.#control, placeOf(thread) + CALLED, 1) === 0;
  }

  /** Works while pieces are open, or opened soon after; leaves after a while without any. */
  help(run: (piece: Piece) => void): void {
    const control = this.#control;
    // What is opened from here on calls again, and what was opened before is seen below.
    Atomics.store(control, placeOf(this.#thread) + CALLED, 0);
    let openings: number;
    do {
      Atomics.add(control, LINGERING, 1);
      do {
        openings = Atomics.load(control, OPENINGS);
        this.work(run);
      } while (this.#opensSoon(openings));
      Atomics.sub(control, LINGERING, 1);
      // From here on, whoever opens a phase calls again; what was opened just before is seen now.
    } while (Atomics.load(control, OPENINGS) !== openings);
  }

  #opensSoon(openings: number): boolean {
    for (let looks = 0; looks < LINGERING_LOOKS; looks += 1)
      if (Atomics.load(this.#control, OPENINGS) !== openings) return true;
    return false;
  }

  /** Does open pieces until none is left to begin, or none could begin within its patience. */
  work(run: (piece: Piece) => void): void {
    const control = this.#control;
    Atomics.add(control, INSIDE, 1);
    try {
      for (let piece = this.#take(); piece !== null; piece = this.#take()) {
        run(piece);
        Atomics.add(control, DONE, 1);
        if (Atomics.load(control, SLEEPING) > 0) Atomics.notify(control, DONE);
      }
    } finally {
      Atomics.sub(control, INSIDE, 1);
    }
  }

  /** Returns once all pieces of a phase and of those before are done; false if its patience ended first. */
  finish(phase: number): boolean {
    for (let looks = 0; ; looks += 1) {
      const done = Atomics.load(this.#control, DONE);
      if (done >= this.#division.totals[phase + 1]!) return true;
      if (!this.#pause(looks, done)) return false;
    }
  }

  /** The next piece that may begin, the thread's own first; waits for one, and gives null if none is left. */
  #take(): Piece | null {
    const control = this.#control;
    const { queues, ends: allEnds } = this.#division;
    const threads = queues.length;
    for (let looks = 0; ; looks += 1) {
      const ends = allEnds[Atomics.load(control, OPEN_PHASES)]!;
      const done = Atomics.load(control, DONE);
      let isOver = true;
      for (let turn = 0; turn < threads; turn += 1) {
        const owner = (this.#thread + turn) % threads;
        const next = Atomics.load(control, placeOf(owner));
        if (next >= ends[owner]!) continue;
        isOver = false;
        const piece = queues[owner]![next]!;
        if (piece.after <= done && Atomics.compareExchange(control, placeOf(owner), next, next + 1) === next)
          return piece;
      }
      if (isOver) return null;
      if (!this.#pause(looks, done)) return null;
    }
  }

  /** Lets time pass: at first it returns at once, later once more than `done` pieces are; false if its patience ended. */
  #pause(looks: number, done: number): boolean {
    if (looks < LOOKS) return true;
    Atomics.add(this.#control, SLEEPING, 1);
    const woken = Atomics.wait(this.#control, DONE, done, this.#patience);
    Atomics.sub(this.#control, SLEEPING, 1);
    return woken !== "timed-out";
  }
}

function placeOf(owner: number): number {
  return FIRST_QUEUE + owner * LINE;
}
