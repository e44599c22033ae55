// The digest of what a file of linnet says and holds: whatever is changed in the file afterwards no longer fits it.

import { LinnetError } from "../../tensor/errors.js";
import type { Metadata } from "./metadata.js";
import type { TensorToWrite } from "./safetensors.js";

type Tensors = ReadonlyMap<string, TensorToWrite>;

/** The metadata with the digest of all of it, and of the tensors, beside it. */
export function withDigest(tensors: Tensors, metadata: Metadata): Metadata {
  return { ...metadata, digest: digestOf(tensors, metadata) };
}

/**
 * A file without a digest, as earlier versions wrote them, passes, and so does one from which it was taken out by whoever
 * has changed the file on purpose.
 * @throws LinnetError naming the file if it has a digest and is not what was written
 */
export function checkDigest({ tensors, metadata }: { tensors: Tensors; metadata: Metadata }, file: string): void {
  const { digest, ...others } = metadata;
  if (digest === undefined || digest === digestOf(tensors, others)) return;
  throw new LinnetError(`${file}: it is damaged: what it holds does not fit the digest that was written with it`);
}

/** Eight hexadecimal digits, the same whatever the order in the file. */
function digestOf(tensors: Tensors, metadata: Metadata): string {
  const inOrder = [...tensors].sort(byName);
  const described = JSON.stringify([
    Object.entries(metadata).sort(byName),
    inOrder.map(([name, { shape }]) => [name, shape]),
  ]);
  let state = mix(0, Int32Array.from(new TextEncoder().encode(described)));
  for (const [, { values }] of inOrder) {
    // As they are read.
    const { buffer, byteOffset, length } = values instanceof Float32Array ? values : Float32Array.from(values);
    state = mix(state, new Int32Array(buffer, byteOffset, length));
  }
  return (state >>> 0).toString(16).padStart(8, "0");
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** As MurmurHash3 mixes words. No step loses anything: words that differ in one place always lead to other states. */
function mix(state: number, words: Int32Array): number {
  let mixed = state;
  for (let place = 0; place < words.length; place += 1) {
    const word = Math.imul(words[place]!, 0xcc9e2d51);
    mixed ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    mixed = (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
  }
  return mixed;
}
