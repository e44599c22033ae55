// Seeded changes to a file: flipped bits, bytes inserted, removed, repeated or taken from another file, a file cut short, and
// numbers where a format has its lengths.

import { seededRandom } from "../../../src/tensor/random.js";

/** A whole number below `limit`. */
type Below = (limit: number) => number;

type Mutation = (bytes: Uint8Array, below: Below, other: Uint8Array) => Uint8Array;

const extremes = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const mutations = {
  flip(bytes, below) {
    const changed = bytes.slice();
    for (let flips = 1 + below(8); flips > 0; flips -= 1) changed[below(bytes.length)]! ^= 1 << below(8);
    return changed;
  },
  set(bytes, below) {
    const changed = bytes.slice();
    for (let sets = 1 + below(8); sets > 0; sets -= 1) changed[below(bytes.length)] = below(256);
    return changed;
  },
  insert(bytes, below) {
    const place = below(bytes.length + 1);
    const inserted = Uint8Array.from({ length: 1 + below(64) }, () => below(256));
    return joined(bytes.subarray(0, place), inserted, bytes.subarray(place));
  },
  remove(bytes, below) {
    const place = below(bytes.length);
    return joined(bytes.subarray(0, place), bytes.subarray(place + 1 + below(64)));
  },
  truncate: (bytes, below) => bytes.slice(0, below(bytes.length)),
  duplicate(bytes, below) {
    const start = below(bytes.length);
    const end = start + 1 + below(Math.min(512, bytes.length - start));
    const range = bytes.subarray(start, end);
    const copies = Array.from({ length: 1 + below(4) }, () => range);
    return joined(bytes.subarray(0, end), ...copies, bytes.subarray(end));
  },
  splice(bytes, below, other) {
    const start = below(other.length);
    const part = other.subarray(start, start + 1 + below(other.length - start));
    const place = below(bytes.length);
    const resumed = below(2) === 0 ? place : place + part.length;
    return joined(bytes.subarray(0, place), part, bytes.subarray(resumed));
  },
  length(bytes, below) {
    const changed = bytes.slice();
    const width = [1, 2, 4, 8][below(4)]!;
    if (bytes.length < width) return changed;
    const place = below(bytes.length - width + 1);
    const value = below(4) === 0 ? below(2 ** 31) : extremes[below(extremes.length)]!;
    const isLittle = below(2) === 0;
    const number = Uint8Array.from({ length: width }, (_, byte) => Math.floor(value / 2 ** (8 * byte)) & 0xff);
    changed.set(isLittle ? number : number.reverse(), place);
    return changed;
  },
} satisfies { readonly [name: string]: Mutation };

const names = Object.keys(mutations) as (keyof typeof mutations)[];

export interface Mutated {
  readonly bytes: Uint8Array;
  /** As `file 2: flip, splice`. */
  readonly text: string;
}

/** The mutation of this number: one to three changes to one of the files. */
export function mutate(seeds: readonly Uint8Array[], format: string, place: number): Mutated {
  const random = seededRandom("attack", format, place);
  const below: Below = (limit) => Math.floor(random() * limit);
  const seed = below(seeds.length);
  const kinds = Array.from({ length: 1 + below(3) }, () => names[below(names.length)]!);
  let bytes = seeds[seed]!;
  for (const kind of kinds) if (bytes.length > 0) bytes = mutations[kind](bytes, below, seeds[below(seeds.length)]!);
  return { bytes, text: `file ${seed}: ${kinds.join(", ")}` };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
