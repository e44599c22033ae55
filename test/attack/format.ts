// A file format under attack: a file of test/attack/formats each, listed in suites.ts.

import type { Bounds } from "./suite.js";

export interface Format {
  readonly name: string;
  /** Real files, small ones, which are mutated. The same in every process. */
  seeds(): Promise<readonly Uint8Array[]>;
  /** Reads the bytes as linnet's users would. @param file what errors are to call them */
  open(bytes: Uint8Array, file: string): Promise<unknown>;
  /** Default: `readingBounds`. */
  readonly bounds?: Bounds;
  /** Makes checksums right again, so that every second mutation gets past them. */
  repair?(bytes: Uint8Array): Uint8Array;
}
