// Against files that NumPy itself wrote: test/oracles/pytorch/tensorFiles.py.
//
// Proves: NumPy | in | arrays of every type, byte order and version; .npz | numpy

import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import type { FixtureTensor } from "../../support/kerasFixture.js";
import { assertTensors, bytesOf, messageOf, type RefusedFile, readWritten } from "../writtenFiles.js";

interface Written {
  readonly arrays: readonly { readonly name: string; readonly file: string; readonly array: FixtureTensor }[];
  readonly zips: readonly {
    readonly name: string;
    readonly file: string;
    readonly arrays: { readonly [name: string]: FixtureTensor };
  }[];
  readonly refused: readonly RefusedFile[];
}

const { arrays, zips, refused } = readWritten<Written>("numpy");

test("an array of each type, order and version is what NumPy wrote", async () => {
  for (const { name, file, array } of arrays) {
    const { tensors, format } = await openFile(bytesOf(file), "folder/weights.npy");
    assert.is(format, "NumPy .npy");
    assertTensors(tensors, { weights: array }, name);
    const [, bytes] = /^[<>|][a-z](\d)$/.exec(name) ?? [];
    if (bytes !== undefined) assert.is(tensors.get("weights")!.bytesEach, Number(bytes), name);
  }
});

test("the arrays of a .npz have the names that they were saved by", async () => {
  for (const { name, file, arrays } of zips) {
    const { tensors, format } = await openFile(bytesOf(file), "a.npz");
    assert.is(format, "NumPy .npz");
    assertTensors(tensors, arrays, name);
  }
});

test("what is no array of numbers is refused by its type", async () => {
  for (const { name, file, says } of refused) {
    const message = await messageOf(openFile(bytesOf(file), "a.npy"));
    assert.ok(message.startsWith("LinnetError: a.npy: expected"), `${name}: ${message}`);
    assert.ok(message.includes(says), `${name}: expected "${says}" in ${message}`);
  }
});

test("a file that is cut short anywhere is refused by its name", async () => {
  const files = [arrays[0]!.file, zips[0]!.file, zips[1]!.file].map(bytesOf);
  for (const bytes of files) {
    for (let length = 0; length < bytes.length; length += 1)
      assert.match(await messageOf(openFile(bytes.slice(0, length), "cut.npz")), /^LinnetError: cut\.npz: /);
  }
});

/** The file of a header, with so many bytes after it. */
function npy(header: string, dataBytes: number): Uint8Array {
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length & 0xff, header.length >> 8]);
  return new Uint8Array(Buffer.concat([start, Buffer.from(header), Buffer.alloc(dataBytes)]));
}

test("a header that does not fit what follows is refused", async () => {
  const refusal = async (header: string, bytes = 4): Promise<string> =>
    messageOf(openFile(npy(header, bytes), "a.npy"));
  const huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 100000), }";
  assert.match(await refusal(huge), /a\.npy: expected 40000000000 bytes for float32 \[100000,100000\], got 4/);
  const endless = "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 99999999999999999999), }";
  assert.match(await refusal(endless, 0), /a\.npy: expected a shape, got/);
  assert.match(
    await refusal("{'descr': '<f4', 'shape': (1,), }"),
    /a\.npy: expected its header to say "fortran_order"/,
  );
  const many = `{'descr': '<f4', 'fortran_order': True, 'shape': (${"1,".repeat(65)}), }`;
  assert.match(await refusal(many), /a\.npy: expected a shape/);
});

test.run();
