// The coefficients of a block as decisions: ITU-T T.81, annexes F.2.4 (sequential) and G.2.3 (progressive).

import type { Conditioning } from "./conditioning.js";
import type { DecisionDecoder } from "./decisionDecoder.js";

/** What a scan sends: coefficients from `first` to `last` in zigzag order, bits from `low` up; `high` is 0 for a first pass. */
export interface Band {
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

/** A component in a scan: its tables, and what its last block says of the next. */
export interface Component {
  readonly dcTable: number;
  readonly acTable: number;
  /** The last block's mean. */
  mean: number;
  /** How much it differed from the one before: the bin with which the next difference begins. */
  context: number;
}

/** Bins of a table (F.1.4.4.1.3, F.1.4.4.2). */
const DC_BINS = 49;
const AC_BINS = 245;
const TABLES = 4;

/** Where the bins of a magnitude begin, and how far behind those of its size those of its bits are. */
const DC_SIZES = 20;
const AC_LOW_SIZES = 189;
const AC_HIGH_SIZES = 217;
const BITS_BEHIND_SIZES = 14;

/** The size at which a magnitude is too large. */
const TOO_LARGE = 0x8000;

const bins = (count: number): readonly Uint8Array[] => Array.from({ length: TABLES }, () => new Uint8Array(count));

export class BlockDecoder {
  readonly #decoder: DecisionDecoder;
  readonly #conditioning: Conditioning;
  readonly #dc = bins(DC_BINS);
  readonly #ac = bins(AC_BINS);

  constructor(decoder: DecisionDecoder, conditioning: Conditioning) {
    this.#decoder = decoder;
    this.#conditioning = conditioning;
  }

  /** Forgets all statistics, as every scan and restart does. */
  reset(components: readonly Component[]): void {
    for (const table of [...this.#dc, ...this.#ac]) table.fill(0);
    for (const component of components) {
      component.mean = 0;
      component.context = 0;
    }
  }

  /** Reads what the band holds of a block. Returns whether the code fits one. */
  read(block: Int16Array, start: number, component: Component, band: Band): boolean {
    const { first, last, high } = band;
    if (first === 0) {
      if (high > 0) this.#refineMean(block, start, band);
      else if (!this.#readMean(block, start, component, band)) return false;
    }
    if (last === 0) return true;
    return high > 0 ? this.#refineRest(block, start, component, band) : this.#readRest(block, start, component, band);
  }

  /** F.2.4.1: the difference from the block before. */
  #readMean(block: Int16Array, start: number, component: Component, { low }: Band): boolean {
    const decoder = this.#decoder;
    const table = this.#dc[component.dcTable]!;
    const bin = component.context;
    if (decoder.decide(table, bin) === 0) component.context = 0;
    else {
      const sign = decoder.decide(table, bin + 1);
      const isMore = decoder.decide(table, bin + 2 + sign) === 1;
      const excess = isMore ? this.#magnitude(table, DC_SIZES, 1) : 0;
      if (excess < 0) return false;
      component.context = this.#conditioning.contextOf(component.dcTable, excess, sign);
      component.mean += sign === 1 ? -1 - excess : 1 + excess;
    }
    block[start] = component.mean << low;
    return true;
  }

  /** F.2.4.2 and G.2.3.2. */
  #readRest(block: Int16Array, start: number, { acTable }: Component, { first, last, low }: Band): boolean {
    const decoder = this.#decoder;
    const table = this.#ac[acTable]!;
    const border = this.#conditioning.acBorders[acTable]!;
    for (let place = Math.max(first, 1); place <= last; place += 1) {
      if (decoder.decide(table, 3 * (place - 1)) === 1) return true;
      while (decoder.decide(table, 3 * (place - 1) + 1) === 0) {
        place += 1;
        if (place > last) return false;
      }
      const isNegative = decoder.decideEvenly() === 1;
      const bin = 3 * (place - 1) + 2;
      let excess = decoder.decide(table, bin);
      if (excess === 1 && decoder.decide(table, bin) === 1)
        excess = this.#magnitude(table, place <= border ? AC_LOW_SIZES : AC_HIGH_SIZES, 2);
      if (excess < 0) return false;
      block[start + place] = (isNegative ? -1 - excess : 1 + excess) << low;
    }
    return true;
  }

  /** G.2.3.1: a bit of the mean. */
  #refineMean(block: Int16Array, start: number, { low }: Band): void {
    if (this.#decoder.decideEvenly() === 1) block[start]! |= 1 << low;
  }

  /** G.2.3.3: a bit of each coefficient, and those that are no longer zero. */
  #refineRest(block: Int16Array, start: number, { acTable }: Component, { first, last, low }: Band): boolean {
    const decoder = this.#decoder;
    const table = this.#ac[acTable]!;
    const bit = 1 << low;
    let lastKnown = last;
    while (lastKnown > 0 && block[start + lastKnown] === 0) lastKnown -= 1;
    for (let place = first; place <= last; place += 1) {
      if (place > lastKnown && decoder.decide(table, 3 * (place - 1)) === 1) return true;
      while (block[start + place] === 0 && decoder.decide(table, 3 * (place - 1) + 1) === 0) {
        place += 1;
        if (place > last) return false;
      }
      const known = block[start + place]!;
      if (known === 0) block[start + place] = decoder.decideEvenly() === 1 ? -bit : bit;
      else if (decoder.decide(table, 3 * (place - 1) + 2) === 1)
        block[start + place] = known < 0 ? known - bit : known + bit;
    }
    return true;
  }

  /** Figures F.23 and F.24: a magnitude less one, from the size that is known of it; -1 if it is too large. */
  #magnitude(table: Uint8Array, sizes: number, size: number): number {
    let bin = sizes;
    for (; this.#decoder.decide(table, bin) === 1; bin += 1) {
      size <<= 1;
      if (size === TOO_LARGE) return -1;
    }
    let magnitude = size;
    for (let bit = size >> 1; bit > 0; bit >>= 1)
      if (this.#decoder.decide(table, bin + BITS_BEHIND_SIZES) === 1) magnitude |= bit;
    return magnitude;
  }
}
