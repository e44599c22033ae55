// How long a prediction takes: the first after a pause, and one in a stream of them.

import { median } from "../statistics.ts";

export interface Ran {
  /** Of a prediction among others, one after the other. */
  readonly milliseconds: number;
  /** Of the first, whose threads have to wake up and whose weights have left the caches. */
  readonly afterPause: number;
}

/** Milliseconds that a stream of predictions lasts at least. */
const STREAM = 250;

/** A batch is no stream: it takes long enough for a pause before it not to matter. */
export async function timeStream(predict: () => Promise<unknown>, batch: number): Promise<Ran> {
  const start = performance.now();
  await predict();
  const began = performance.now();
  const afterPause = began - start;
  if (batch > 1) return { milliseconds: afterPause, afterPause };
  let calls = 0;
  do {
    await predict();
    calls += 1;
  } while (performance.now() - began < STREAM);
  return { milliseconds: (performance.now() - began) / calls, afterPause };
}

/** Of each of the two times. */
export function medianOf(rounds: readonly Ran[]): Ran {
  return {
    milliseconds: median(rounds.map(({ milliseconds }) => milliseconds)),
    afterPause: median(rounds.map(({ afterPause }) => afterPause)),
  };
}
