// How many pictures go through a program at once: programs of a few sizes serve any number of pictures.

/** Sizes of programs besides the batch's own. A picture takes about as long in each of them. */
const SIZES = [32, 8, 1];

/** A program is compiled for so many pictures; fewer are answered sooner by smaller programs. */
const WORTH_COMPILING = 32;

export class RunSizes {
  /** By size, the pictures of all calls that a program of that size could have taken. */
  readonly #seen = new Map<number, number>();

  /** The sizes, the largest first, into which a call of `count` pictures is divided; the last one is 1. */
  choose(count: number, batchSize: number): readonly number[] {
    let left = count;
    return [batchSize, ...SIZES.filter((size) => size < batchSize)].filter((size) => {
      const rest = left % size;
      if (!this.#isWorth(size, left - rest)) return false;
      left = rest;
      return true;
    });
  }

  /** The sizes of the programs that calls of `count` pictures come to, as if there had been some. */
  expect(count: number): ReadonlySet<number> {
    let sizes: readonly number[] = [];
    for (let call = 0; call < WORTH_COMPILING; call += 1) sizes = this.choose(count, SIZES[0]!);
    return new Set([...runsOf(count, sizes)].map(({ from, to }) => to - from));
  }

  #isWorth(size: number, pictures: number): boolean {
    const seen = (this.#seen.get(size) ?? 0) + pictures;
    this.#seen.set(size, seen);
    return size === 1 || seen >= WORTH_COMPILING;
  }
}

/** `count` pictures as runs of these sizes. */
export function* runsOf(
  count: number,
  sizes: readonly number[],
): Iterable<{ readonly from: number; readonly to: number }> {
  let from = 0;
  for (const size of sizes) {
    for (; count - from >= size; from += size) yield { from, to: from + size };
  }
}
