// Small files of weights that ask for large things.

import { constants, deflateRawSync } from "node:zlib";
import { openFile } from "../../src/formats/openFile.js";
import { writeZip } from "../../src/formats/zip/writeZip.js";
import { FILE, readingBounds, type Suite } from "./suite.js";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const tensor =
  "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x04tQ";
const word = (value: number): string => String.fromCharCode(...[0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff));
/** A value that is kept, and one that is taken again. */
const [keep, take] = [(key: number) => `r${word(key)}`, (key: number) => `j${word(key)}`];

/** A file of torch.save with this pickle, and a storage of four numbers. */
function pickled(pickle: string): Uint8Array {
  const entries = [["a/data.pkl", latin1(`\x80\x02${pickle}.`)] as const, ["a/data/0", new Uint8Array(16)] as const];
  return writeZip(new Map(entries), { level: 0 });
}

/** Zeros that are never in memory: blocks that end where others can follow, and one that ends them all. */
function deflatedZeros(megabytes: number): Uint8Array {
  const block = deflateRawSync(new Uint8Array(1e6), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array.from({ length: megabytes }, () => block), Uint8Array.of(3, 0)]);
}

/** One entry, whose size in the list is another one. */
function zipOf(name: string, stored: Uint8Array, size: number): Uint8Array {
  const header = (signature: number[], rest: string) => Buffer.concat([Buffer.from(signature), latin1(rest)]);
  const sizes = `\0\0\0\0${word(stored.length)}${word(size)}${String.fromCharCode(name.length)}\0\0\0`;
  const local = header([0x50, 0x4b, 3, 4], `\x14\0\0\0\x08\0\0\0\0\0${sizes}${name}`);
  const list = header([0x50, 0x4b, 1, 2], `\x14\0\x14\0\0\0\x08\0\0\0\0\0${sizes}${"\0".repeat(14)}${name}`);
  const end = header(
    [0x50, 0x4b, 5, 6],
    `\0\0\0\0\x01\0\x01\0${word(list.length)}${word(local.length + stored.length)}\0\0`,
  );
  return new Uint8Array(Buffer.concat([local, stored, list, end]));
}

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

/** Each makes the bytes of a file. */
const bombs: { readonly [name: string]: () => Uint8Array } = {
  "zip: 300 MB of zeros": () => zipOf("a.npy", deflatedZeros(300), 300e6),
  "zip: 300 MB of zeros that say that they are 100 bytes": () => zipOf("a.npy", deflatedZeros(300), 100),
  "zip: an entry that says that it has 4 GB": () => zipOf("a.npy", deflateRawSync(new Uint8Array(10)), 0xfffffff0),
  "zip: 20,000 empty entries": () =>
    writeZip(new Map(Array.from({ length: 20_000 }, (_, index) => [`${index}.npy`, new Uint8Array(0)])), { level: 0 }),
  "npy: a header of 4 billion numbers": () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000,), }";
    return latin1(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`);
  },
  "npy: a header of 60,000 axes": () => {
    const header = `{'descr': '<f4', 'fortran_order': True, 'shape': (${"1,".repeat(30_000)}), }`;
    return latin1(`\x93NUMPY\x02\0${word(header.length)}${header}\0\0\0\0`);
  },
  "pickle: a list that holds itself": () => pickled(`]${keep(0)}${take(0)}a`),
  "pickle: lists that hold the one before them twice, 1000 times": () =>
    pickled(`]${keep(0)}${many(1000, (index) => `](${take(index)}${take(index)}e${keep(index + 1)}`)}`),
  "pickle: a million marks": () => pickled("(".repeat(1e6)),
  "pickle: a million lists in each other": () => pickled(`]${"]".repeat(1e6)}${"a".repeat(1e6)}`),
  "pickle: a number repeated a billion times": () => pickled(`${tensor}K\0J${word(1e9)}\x85K\0\x85\x89}tR`),
  "pickle: 10,000 tensors that repeat one number a million times": () =>
    pickled(`](${tensor}K\0J${word(1e6)}\x85K\0\x85\x89}tR${keep(0)}${many(10_000, () => take(0))}e`),
  "pickle: a tensor of a million axes": () =>
    pickled(`${tensor}K\0(${"K\x01".repeat(1e6)}t${keep(0)}${take(0)}\x89}tR`),
  "pickle: a text that says that it has 4 GB": () => pickled(`X${word(0xffffffff)}`),
  "pickle: a whole number of a megabyte": () => pickled(`\x8b${word(1e6)}${"\xff".repeat(1e6)}`),
  "pickle: a million keys of a dictionary": () => pickled(`}(${many(500_000, (index) => `J${word(index)}N`)}u`),
};

const names = Object.keys(bombs);

export const tensorBombSuite: Suite = {
  name: "bombs of weights",
  count: () => names.length,
  bounds: readingBounds,
  async prepare() {
    await openFile(pickled(`${tensor}K\0K\x01\x85K\x01\x85\x89}tR`), FILE).catch(() => undefined);
    await openFile(zipOf("a.npy", deflateRawSync(new Uint8Array(10)), 10), FILE).catch(() => undefined);
  },
  isApart: true,
  names: (message) => message.includes(FILE),
  run: async (place) => {
    await openFile(bombs[names[place]!]!(), FILE);
  },
  describe: async (place) => names[place]!,
};
