// The digest of what a file of linnet says and holds: whatever is changed in the file afterwards no longer fits it.

import { LinnetError } from "../../tensor/errors.js";
import type { Metadata } from "./metadata.js";
import type { TensorToWrite } from "./safetensorsBytes.js";

type Tensors = ReadonlyMap<string, TensorToWrite>;

/** The metadata with the digest of all of it, and of the tensors, beside it. */
export function withDigest(tensors: Tensors, metadata: Metadata): Metadata {
  return { ...metadata, digest: digestOf(tensors, metadata).digest };
}

/**
 * A file without a digest, as earlier versions wrote them, passes, and so does one from which it was taken out by whoever
 * has changed the file on purpose.
 * @returns whether it is known to hold finite numbers alone: nobody needs to look through millions of them once more
 * @throws LinnetError naming the file if it has a digest and is not what was written
 */
export function checkDigest({ tensors, metadata }: { tensors: Tensors; metadata: Metadata }, file: string): boolean {
  const { digest, ...others } = metadata;
  if (digest === undefined) return false;
  const found = digestOf(tensors, others);
  if (digest === found.digest) return found.areFinite;
  throw new LinnetError(`${file}: it is damaged: what it holds does not fit the digest that was written with it`);
}

interface Mixed {
  state: number;
  /** Negative as soon as a word has been the bits of infinity or NaN. */
  carried: number;
}

interface Digest {
  /** Eight hexadecimal digits, the same whatever the order in the file. */
  readonly digest: string;
  readonly areFinite: boolean;
}

function digestOf(tensors: Tensors, metadata: Metadata): Digest {
  const inOrder = [...tensors].sort(byName);
  const described = JSON.stringify([
    Object.entries(metadata).sort(byName),
    inOrder.map(([name, { shape }]) => [name, shape]),
  ]);
  const mixed = { state: 0, carried: 0 };
  mix(mixed, Int32Array.from(new TextEncoder().encode(described)));
  for (const [, { values }] of inOrder) {
    // As they are read.
    const { buffer, byteOffset, length } = values instanceof Float32Array ? values : Float32Array.from(values);
    mix(mixed, new Int32Array(buffer, byteOffset, length));
  }
  return { digest: (mixed.state >>> 0).toString(16).padStart(8, "0"), areFinite: mixed.carried >= 0 };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** As MurmurHash3 mixes words. No step loses anything: words that differ in one place always lead to other states. */
function mix(mixed: Mixed, words: Int32Array): void {
  let { state, carried } = mixed;
  for (let place = 0; place < words.length; place += 1) {
    const bits = words[place]!;
    // An exponent of ones alone, as infinities and NaN have, is carried into the sign.
    carried |= (bits & 0x7f800000) + 0x00800000;
    const word = Math.imul(bits, 0xcc9e2d51);
    state ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    state = (Math.imul((state << 13) | (state >>> 19), 5) + 0xe6546b64) | 0;
  }
  mixed.state = state;
  mixed.carried = carried;
}
