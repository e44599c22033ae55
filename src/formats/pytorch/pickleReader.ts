// The arguments of a pickle's instructions: numbers, texts and bytes, which follow each in the file.

import { LinnetError } from "../../tensor/errors.js";

/** Longer whole numbers are no part of any tensor. */
const MOST_LONG_BYTES = 32;

export class PickleReader {
  readonly #view: DataView;
  place: number;

  constructor(
    readonly bytes: Uint8Array,
    start: number,
    readonly file: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.place = start;
  }

  fail(problem: string): LinnetError {
    return new LinnetError(`${this.file}: byte ${this.place} of the pickle: ${problem}`);
  }

  /** The next so many bytes. */
  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.place)
      throw this.fail(`expected ${length} bytes more, got ${this.bytes.length - this.place}`);
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }

  unsigned(width: 1 | 2 | 4 | 8): number {
    const start = this.place;
    this.take(width);
    if (width === 1) return this.#view.getUint8(start);
    if (width === 2) return this.#view.getUint16(start, true);
    const low = this.#view.getUint32(start, true);
    return width === 4 ? low : low + this.#view.getUint32(start + 4, true) * 2 ** 32;
  }

  signed(): number {
    return this.unsigned(4) | 0;
  }

  /** Of eight bytes, most significant first. */
  float(): number {
    const start = this.place;
    this.take(8);
    return this.#view.getFloat64(start);
  }

  /** A whole number of so many bytes, least significant first, in two's complement. */
  long(length: number): number | bigint {
    if (length > MOST_LONG_BYTES)
      throw this.fail(`expected a number of at most ${MOST_LONG_BYTES} bytes, got ${length}`);
    const bits = this.take(length).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return small(BigInt.asIntN(8 * length, bits));
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.fail("expected a text in UTF-8");
    }
  }

  /** Up to the end of the line, which is not part of it. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.place);
    if (end < 0) throw this.fail("expected a line that ends");
    const line = this.text(end - this.place);
    this.place += 1;
    return line;
  }

  /** A whole number in decimal digits, on a line of its own. */
  decimal(): number | bigint {
    const written = this.line().replace(/L$/, "");
    if (!/^-?\d{1,60}$/.test(written)) throw this.fail("expected a whole number");
    return small(BigInt(written));
  }
}

function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
