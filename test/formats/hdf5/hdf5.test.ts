// HDF5 files as h5py writes them, and files that would never end.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Hdf5Dataset, Hdf5Group } from "../../../src/formats/hdf5/hdf5Tree.js";
import { readHdf5 } from "../../../src/formats/hdf5/readHdf5.js";
import { LinnetError } from "../../../src/tensor/errors.js";
import { packedFiles } from "../../support/packedFiles.js";

const files = packedFiles("hdf5");
const read = (name: string): Promise<Hdf5Group> => readHdf5(files[name]!, `${name}.h5`);

function itemOf(group: Hdf5Group, path: string): Hdf5Group | Hdf5Dataset {
  return path.split("/").reduce<Hdf5Group | Hdf5Dataset>((at, name) => (at as Hdf5Group).items.get(name)!, group);
}

const numbersOf = (group: Hdf5Group, path: string): number[] => [
  ...((itemOf(group, path) as Hdf5Dataset).values as Float32Array),
];

for (const name of ["earliest", "latest"])
  test(`groups, attributes, types and text of the ${name} layout`, async () => {
    const root = await read(name);
    assert.equal(Object.fromEntries(root.attributes), {
      text: "größe",
      fixed: "fixed",
      names: ["a", "bcd"],
      texts: ["x", "yz"],
      number: 3,
      empty: [],
    });
    assert.is(itemOf(root, "group/inner").attributes.get("deep"), 1.5);
    assert.is(itemOf(root, "soft").attributes.get("deep"), 1.5);
    const types = itemOf(root, "types") as Hdf5Group;
    assert.is(types.items.size, 10);
    for (const [type, item] of types.items) {
      const { shape, values, bytesEach } = item as Hdf5Dataset;
      assert.equal(
        [shape, [...values]],
        [
          [2, 3],
          [0, 1, 1, 1, 0, 1],
        ],
        type,
      );
      assert.instance(values, /f[24]$/.test(type) ? Float32Array : Float64Array, type);
      assert.is(bytesEach, /\d$/.test(type) ? Number(type.at(-1)) : 1, type);
    }
    assert.equal(itemOf(root, "scalar"), {
      kind: "dataset",
      attributes: new Map(),
      shape: [],
      values: Float32Array.of(2.5),
      bytesEach: 4,
    });
    assert.equal((itemOf(root, "nothing") as Hdf5Dataset).shape, [0, 3]);
    assert.equal((itemOf(root, "strings") as Hdf5Dataset).values, ["ab", "c"]);
    assert.equal((itemOf(root, "texts") as Hdf5Dataset).values, ["é", "zz"]);
  });

test("chunks, deflated, shuffled and with checksums", async () => {
  const root = await read("chunks");
  const expected = Array.from({ length: 35 }, (_, index) => index);
  for (const name of ["plain", "deflated", "shuffled", "all"]) assert.equal(numbersOf(root, name), expected, name);
  assert.equal(numbersOf(root, "unwritten"), [1, 1, 0, 0, 1, 1, 0, 0, ...new Array(8).fill(0)]);
});

test("groups that keep the order of their creation", async () => {
  const root = await read("tracked");
  for (let index = 0; index < 12; index += 1) assert.equal(numbersOf(root, `numbers/${index}`), [index]);
});

test("groups of the root that are not wanted are left out", async () => {
  const root = await readHdf5(files.earliest!, "f.h5", ["types", "group"]);
  assert.equal([...root.items.keys()].sort(), ["nothing", "scalar", "soft", "strings", "texts"]);
});

async function refusal(bytes: Uint8Array): Promise<string> {
  const started = performance.now();
  try {
    await readHdf5(bytes, "bad.h5");
  } catch (error) {
    assert.instance(error, LinnetError);
    assert.ok(performance.now() - started < 10_000);
    return (error as Error).message;
  }
  return "";
}

const wrong: { readonly [name: string]: RegExp } = {
  "inside itself": /^bad\.h5: \/a\/b\/again: expected groups in groups, it is inside of itself$/,
  deep: /^bad\.h5: (\/in)+: expected groups at most 32 deep$/,
  "many attributes": /^bad\.h5: \/: expected at most 8 attributes, or the layout/,
  "latest chunks": /^bad\.h5: \/.*: expected chunks in the layout that HDF5 writes unless libver is "latest"$/,
  bomb: /^bad\.h5: \/zeros: \[40000000\]: expected no more than a file of this size can hold$/,
};

for (const [name, message] of Object.entries(wrong))
  test(`refused: ${name}`, async () => assert.match(await refusal(files[name]!), message));

test("a file that is cut short anywhere is refused", async () => {
  const bytes = files.chunks!;
  const ends = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, index) => index * 997 + 8);
  for (const end of [...ends, bytes.length - 1]) assert.match(await refusal(bytes.subarray(0, end)), /^bad\.h5: /);
});

test("a chunk that inflates to more than it should is refused, and the next file is read", async () => {
  const bytes = files.chunks!.slice();
  // The checksum of a chunk, or its deflated bytes: damage in either is found.
  const zlib = bytes.findIndex((byte, place) => byte === 0x78 && bytes[place + 1] === 0x5e);
  assert.ok(zlib > 0);
  bytes.fill(0xff, zlib + 2, zlib + 6);
  assert.match(await refusal(bytes), /^bad\.h5: \/(deflated|all): /);
  assert.equal(numbersOf(await read("chunks"), "plain").length, 35);
});

/** The file with a B-tree above its root's, each node of which has the one below it for a child twice: 2^levels leaves. */
function branching(levels: number): Uint8Array {
  const whole = files.chunks!;
  const nodeBytes = 24 + 5 * 8;
  const bytes = new Uint8Array(whole.length + levels * nodeBytes);
  bytes.set(whole);
  const view = new DataView(bytes.buffer);
  // Behind the root's entry in the first block stand its tree's and its heap's addresses, and in its header once more.
  const pair = whole.subarray(80, 96);
  const place = Buffer.from(whole).indexOf(Buffer.from(pair), 96);
  let below = view.getBigUint64(80, true);
  for (let level = 1; level <= levels; level += 1) {
    const start = whole.length + (level - 1) * nodeBytes;
    bytes.set(Buffer.from("TREE"), start);
    bytes.set([0, level, 2, 0], start + 4);
    for (const child of [32, 48]) view.setBigUint64(start + child, below, true);
    below = BigInt(start);
  }
  view.setBigUint64(place, below, true);
  view.setBigUint64(40, BigInt(bytes.length), true);
  return bytes;
}

test("a tree that branches without end is given up in time, and the next file is read", async () => {
  assert.match(await refusal(branching(1)), /^bad\.h5: |^$/);
  assert.match(
    await refusal(branching(60)),
    /^bad\.h5: reading it was given up \(.*\): as HDF5 it is damaged, or without end$/,
  );
  assert.equal(numbersOf(await read("chunks"), "plain").length, 35);
});

test.run();
