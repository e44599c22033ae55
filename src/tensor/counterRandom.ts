// Random numbers inside a step: a function of whole numbers, so that every backend and thread has the same.

/**
 * A uniform number in [0, 1) with 24 bits, a function of only its three whole numbers: the finalizer of MurmurHash3
 * over a counter. Every backend computes the same one, in whatever order and on however many threads.
 */
export function counterRandom(seed: number, step: number, index: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) ^ Math.imul(step, 0x85ebca77) ^ Math.imul(index, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 8) / 0x1000000;
}
