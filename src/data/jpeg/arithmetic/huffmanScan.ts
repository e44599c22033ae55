// A sequential scan of all components in Huffman's codes: ITU-T T.81, annex F.1.2. The file is read again at once, so its codes
// are all of one length, and need neither statistics nor long tables.

import { BLOCK, gridOf, type Plane } from "./frame.js";

/** Bits of every code of a mean's size, and of a run of zeros with the size of what follows it. */
const DC_BITS = 5;
const AC_BITS = 8;

const END_OF_BLOCK = 0x00;
/** Sixteen zeros. */
const LONG_RUN = 0xf0;
const LARGEST = 0x7fff;

/** What a mean's code stands for: its size, 0 to 15 bits. */
const dcSymbols = Array.from({ length: 16 }, (_, size) => size);
/** A run of 0 to 15 zeros times 16, and a size of 1 to 15 bits; the code of all ones stays free (T.81, annex C). */
const acSymbols = Array.from({ length: 256 }, (_, symbol) => symbol).filter(
  (symbol) => (symbol & 15) > 0 || symbol === END_OF_BLOCK || symbol === LONG_RUN,
);
const acCodes = new Uint8Array(256);
for (const [code, symbol] of acSymbols.entries()) acCodes[symbol] = code;

/** A block's bytes at most: 64 codes with 15 bits each, what is held before them, and a zero behind every byte. */
const MOST_BLOCK_BYTES = 2 * Math.ceil(((BLOCK + 1) * (AC_BITS + 15)) / 8);

/** The tables, the scan's header, its codes, and the marker of the picture's end. */
export function huffmanScan(planes: readonly Plane[]): readonly Uint8Array[] {
  const selectors = planes.flatMap(({ id }) => [id, 0]);
  const length = 6 + selectors.length;
  return [
    Uint8Array.from([...tableOf(0, DC_BITS, dcSymbols), ...tableOf(1, AC_BITS, acSymbols)]),
    Uint8Array.of(0xff, 0xda, 0, length, planes.length, ...selectors, 0, BLOCK - 1, 0),
    new ScanWriter().write(planes),
    Uint8Array.of(0xff, 0xd9),
  ];
}

/** A DHT segment whose codes all have the same length (T.81, B.2.4.2). */
function tableOf(kind: number, bits: number, symbols: readonly number[]): number[] {
  const counts = Array.from({ length: 16 }, (_, index) => (index === bits - 1 ? symbols.length : 0));
  const length = 3 + counts.length + symbols.length;
  return [0xff, 0xc4, length >> 8, length & 255, kind << 4, ...counts, ...symbols];
}

class ScanWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  /** Bits that fill no byte yet. */
  #held = 0;
  #heldCount = 0;

  write(planes: readonly Plane[]): Uint8Array {
    const { across, down, blocks } = gridOf(planes);
    const means = planes.map(() => 0);
    for (let row = 0; row < down; row += 1)
      for (let column = 0; column < across; column += 1)
        for (const { plane, first, columnStep, rowStep } of blocks) {
          const start = first + row * rowStep + column * columnStep;
          means[plane] = this.#writeBlock(planes[plane]!.coefficients, start, means[plane]!);
        }
    this.#put(0x7f, 7);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Returns its mean, from which the next one's differs. */
  #writeBlock(block: Int16Array, start: number, before: number): number {
    this.#makeRoom();
    const mean = block[start]!;
    const difference = within(((mean - before) << 16) >> 16);
    this.#putValue(sizeOf(difference), DC_BITS, difference);
    let last = BLOCK - 1;
    while (last > 0 && block[start + last] === 0) last -= 1;
    let run = 0;
    for (let place = 1; place <= last; place += 1) {
      const value = within(block[start + place]!);
      if (value === 0) {
        run += 1;
        continue;
      }
      for (; run > 15; run -= 16) this.#put(acCodes[LONG_RUN]!, AC_BITS);
      this.#putValue(acCodes[(run << 4) | sizeOf(value)]!, AC_BITS, value);
      run = 0;
    }
    if (last < BLOCK - 1) this.#put(acCodes[END_OF_BLOCK]!, AC_BITS);
    return mean;
  }

  /** A code, and the value behind it: negative ones are those of their size less one (T.81, F.1.2.1). */
  #putValue(code: number, bits: number, value: number): void {
    const size = sizeOf(value);
    this.#put((code << size) | (value < 0 ? value + (1 << size) - 1 : value), bits + size);
  }

  #put(value: number, count: number): void {
    this.#held = (this.#held << count) | value;
    this.#heldCount += count;
    while (this.#heldCount >= 8) {
      this.#heldCount -= 8;
      const byte = (this.#held >> this.#heldCount) & 0xff;
      this.#bytes[this.#length] = byte;
      this.#length += byte === 0xff ? 2 : 1;
    }
    this.#held &= 0xff;
  }

  /** What follows 0xff is 0, as all bytes are that were not written. */
  #makeRoom(): void {
    if (this.#length + MOST_BLOCK_BYTES <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Bits of a value's magnitude. */
const sizeOf = (value: number): number => 32 - Math.clz32(Math.abs(value));

/** The one number of 16 bits whose magnitude takes as many, which damaged files alone hold, becomes its neighbor. */
const within = (value: number): number => Math.max(value, -LARGEST);
