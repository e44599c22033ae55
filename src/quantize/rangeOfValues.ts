// How often a value of a network is how large, and which range of it is worth its 256 whole numbers.

import { LinnetError } from "../tensor/errors.js";
import { quantizationForRange, type Range, stepsOf } from "./scaleOfRange.js";

/** On each side of 0: after a doubling of their width, a range of one side fills at least eight of them a step. */
const BINS = 4096;

/** The parts of the whole range that are tried. */
const KEPT_PARTS: readonly number[] = Array.from({ length: 15 }, (_, step) => 1 - 0.05 * step);

/** Of the error, no more may be left where a part of the range is taken. */
const MOST_LEFT = 0.8;

export class Histogram {
  #least = Number.POSITIVE_INFINITY;
  #largest = Number.NEGATIVE_INFINITY;
  /** Of a bin: a power of 2, so that two bins of one width are one of the next. */
  #width = 2 ** -120;
  #counts = new Float64Array(2 * BINS);

  /** @throws LinnetError if a number is not finite */
  add(values: Float32Array): void {
    let [least, largest, zeros] = [this.#least, this.#largest, 0];
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]!;
      if (value < least) least = value;
      if (value > largest) largest = value;
      zeros += 0 * value;
    }
    if (zeros !== 0)
      throw new LinnetError(`expected finite numbers, got ${values.find((one) => !Number.isFinite(one))}`);
    [this.#least, this.#largest] = [least, largest];
    this.#widenTo(Math.max(-least, largest));
    const [counts, factor] = [this.#counts, 1 / this.#width];
    // The sum is not negative, so that cutting off its fraction finds the bin below.
    for (let index = 0; index < values.length; index += 1) counts[(values[index]! * factor + BINS) | 0]! += 1;
  }

  #widenTo(largest: number): void {
    const width = 2 ** Math.ceil(Math.log2(Math.max(largest, 2 ** -100) / (BINS - 1)));
    if (width <= this.#width) return;
    const counts = new Float64Array(2 * BINS);
    const times = width / this.#width;
    this.#counts.forEach((count, bin) => {
      if (count > 0) counts[Math.floor((bin - BINS) / times) + BINS]! += count;
    });
    [this.#width, this.#counts] = [width, counts];
  }

  /** From the least to the largest number. */
  get range(): Range {
    return { least: this.#least, largest: this.#largest };
  }

  /**
   * The whole range; or else the part of it whose whole numbers are nearest to the numbers by the mean of the squared error, where
   * they are nearer by a fifth. New pictures reach further than those that were seen, so that a small gain is none.
   */
  usefulRange(): Range {
    const { least, largest } = this.range;
    const candidates = KEPT_PARTS.map((part) => ({ least: part * least, largest: part * largest }));
    const errors = candidates.map((candidate) => this.#squaredError(candidate));
    const nearest = Math.min(...errors);
    return candidates[nearest < MOST_LEFT * errors[0]! ? errors.indexOf(nearest) : 0]!;
  }

  #squaredError(range: Range): number {
    const quantization = quantizationForRange(range);
    let sum = 0;
    this.#counts.forEach((count, bin) => {
      if (count === 0) return;
      const value = (bin - BINS + 0.5) * this.#width;
      sum += count * (value - quantization.scale * stepsOf(value, quantization)) ** 2;
    });
    return sum;
  }
}
