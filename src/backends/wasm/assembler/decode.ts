// Reads what `encode.ts` writes.

export class Reader {
  readonly #bytes: Uint8Array;
  #place = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#place >= this.#bytes.length;
  }

  take(length: number): Uint8Array {
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  unsigned(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    let value = 0;
    for (let bits = 0; ; ) {
      const byte = this.byte();
      value |= (byte & 127) << bits;
      bits += 7;
      if (byte < 128) return bits < 32 && (byte & 64) !== 0 ? value | (-1 << bits) : value;
    }
  }

  /** Little-endian words of four bytes. */
  words(count: number): DataView {
    const bytes = this.take(4 * count);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  text(): string {
    return new TextDecoder().decode(this.sized());
  }

  /** A length in bytes, and the bytes. */
  sized(): Uint8Array {
    return this.take(this.unsigned());
  }

  /** A count, and the items. */
  vector<Item>(item: () => Item): Item[] {
    return Array.from({ length: this.unsigned() }, item);
  }
}
