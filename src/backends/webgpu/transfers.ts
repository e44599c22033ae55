// What goes to the device before a run and comes back behind it, each through one buffer that is mapped into the host's memory.

import { mapMode } from "./flags.js";

interface Part {
  readonly buffer: GPUBuffer;
  /** Numbers in it. */
  readonly size: number;
}

/** A buffer has at least one number. */
export function bytesOf(parts: readonly Part[]): number {
  const numbers = parts.reduce((total, { size }) => total + size, 0);
  return 4 * Math.max(numbers, 1);
}

/**
 * Feeds by a buffer that stays: the queue's own `writeBuffer` takes new memory for each call, which was 15 of the 22 ms of a
 * batch of 32 pictures.
 */
export class Upload {
  readonly #mapped: GPUBuffer;
  readonly #parts: readonly Part[];
  #writable: Promise<unknown> = Promise.resolve();

  /** @param mapped mapped at its creation */
  constructor(mapped: GPUBuffer, parts: readonly Part[]) {
    this.#mapped = mapped;
    this.#parts = parts;
  }

  async encode(encoder: GPUCommandEncoder, feeds: readonly Float32Array[]): Promise<void> {
    await this.#writable;
    const numbers = new Float32Array(this.#mapped.getMappedRange());
    let start = 0;
    this.#parts.forEach(({ buffer, size }, index) => {
      numbers.set(feeds[index]!, start);
      encoder.copyBufferToBuffer(this.#mapped, 4 * start, buffer, 0, 4 * size);
      start += size;
    });
    this.#mapped.unmap();
  }

  /** To be called once the commands are submitted. */
  prepareNext(): void {
    this.#writable = this.#mapped.mapAsync(mapMode.write);
    // The next run waits for it; a program that is closed before has none.
    this.#writable.catch(() => undefined);
  }
}

export class Download {
  readonly #mapped: GPUBuffer;
  readonly #parts: readonly Part[];
  readonly #results: readonly Float32Array[];

  constructor(mapped: GPUBuffer, parts: readonly Part[]) {
    this.#mapped = mapped;
    this.#parts = parts;
    this.#results = parts.map(({ size }) => new Float32Array(size));
  }

  encode(encoder: GPUCommandEncoder): void {
    let start = 0;
    for (const { buffer, size } of this.#parts) {
      encoder.copyBufferToBuffer(buffer, 0, this.#mapped, 4 * start, 4 * size);
      start += size;
    }
  }

  /** What the submitted commands have made; the next run overwrites it. */
  async read(): Promise<readonly Float32Array[]> {
    await this.#mapped.mapAsync(mapMode.read);
    const numbers = new Float32Array(this.#mapped.getMappedRange());
    let start = 0;
    for (const result of this.#results) {
      result.set(numbers.subarray(start, start + result.length));
      start += result.length;
    }
    this.#mapped.unmap();
    return this.#results;
  }
}
