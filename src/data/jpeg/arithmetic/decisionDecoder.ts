// The adaptive binary arithmetic decoder of JPEG, the "QM coder": ITU-T T.81, annex D.2.

import { afterLess, afterMore, FIXED_STATE, probabilityOf } from "./estimates.js";

/** Decisions are read one after the other; how probable each is stands in a bin, which learns from it. */
export class DecisionDecoder {
  /** How many decisions were read from all segments. */
  decisions = 0;
  /** How many zeros were read behind the end of the segment. */
  missing = 0;
  readonly #bytes: Uint8Array;
  readonly #fixed = Uint8Array.of(FIXED_STATE);
  /** The next byte, and where the coded segment ends. */
  #at = 0;
  #end = 0;
  /** The registers A and C, and how many bits of C's last byte are left. */
  #interval = 0;
  #code = 0;
  #bitsLeft = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Begins a coded segment: a scan, or what is between two restart markers. */
  begin(start: number, end: number): void {
    this.#at = start;
    this.#end = end;
    this.missing = 0;
    this.#interval = 0x10000;
    this.#code = (this.#nextByte() << 16) | (this.#nextByte() << 8);
    this.#code <<= 8;
    this.#bitsLeft = 0;
  }

  /** A decision, 0 or 1, by the state of a bin (D.2.2 to D.2.5). */
  decide(bins: Uint8Array, bin: number): number {
    this.decisions += 1;
    const state = bins[bin]!;
    const probability = probabilityOf[state]!;
    this.#interval -= probability;
    const isBelow = this.#code >>> 16 < this.#interval;
    if (isBelow && this.#interval >= 0x8000) return state & 1;
    // The larger part of the interval belongs to the more probable decision, on whichever side it is.
    const isLess = isBelow === this.#interval < probability;
    if (!isBelow) {
      this.#code -= this.#interval << 16;
      this.#interval = probability;
    }
    bins[bin] = isLess ? afterLess[state]! : afterMore[state]!;
    this.#renormalize();
    return (state & 1) ^ Number(isLess);
  }

  /** A decision of which nothing is known. */
  decideEvenly(): number {
    return this.decide(this.#fixed, 0);
  }

  #renormalize(): void {
    do {
      if (this.#bitsLeft === 0) {
        this.#code += this.#nextByte() << 8;
        this.#bitsLeft = 8;
      }
      this.#interval <<= 1;
      this.#code <<= 1;
      this.#bitsLeft -= 1;
    } while (this.#interval < 0x8000);
  }

  /** Encoders leave out zeros at the end. In the segment 0xff is followed by 0, and may be repeated before that. */
  #nextByte(): number {
    if (this.#at >= this.#end) {
      this.missing += 1;
      return 0;
    }
    const byte = this.#bytes[this.#at]!;
    this.#at += 1;
    if (byte !== 0xff) return byte;
    while (this.#at < this.#end && this.#bytes[this.#at] === 0xff) this.#at += 1;
    const isStuffed = this.#at < this.#end && this.#bytes[this.#at] === 0;
    this.#at = isStuffed ? this.#at + 1 : this.#end;
    return isStuffed ? 0xff : 0;
  }
}
