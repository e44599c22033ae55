// Against files that PyTorch itself wrote: test/oracles/pytorch/tensorFiles.py.
//
// Proves: PyTorch | in | tensors of every type, layout and protocol, both forms; all else refused | torch

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type NumberType, numberTypes } from "../../../src/formats/numbers.js";
import { openFile } from "../../../src/formats/openFile.js";
import { unpickle } from "../../../src/formats/pytorch/unpickle.js";
import { readZip } from "../../../src/formats/zip/readZip.js";
import { writeZip } from "../../../src/formats/zip/writeZip.js";
import type { FixtureTensor } from "../../support/kerasFixture.js";
import { assertTensors, bytesOf, messageOf, type RefusedFile, readWritten } from "../writtenFiles.js";

interface Written {
  readonly cases: readonly {
    readonly name: string;
    readonly file: string;
    readonly tensors: { readonly [name: string]: FixtureTensor };
  }[];
  readonly refused: readonly RefusedFile[];
}

const { cases, refused } = readWritten<Written>("pytorch");
const fileOf = (name: string): Uint8Array => bytesOf(cases.find((one) => one.name === name)!.file);

test("tensors are those that PyTorch wrote", async () => {
  for (const { name, file, tensors } of cases) {
    const opened = await openFile(bytesOf(file), `${name}.pth`);
    assert.is(opened.format, "PyTorch");
    assertTensors(opened.tensors, tensors, name);
    if (!name.startsWith("types")) continue;
    for (const [type, { bytesEach }] of opened.tensors)
      assert.is(bytesEach, numberTypes[type as NumberType].bytes, type);
  }
});

test("all that is not tensors is refused by its name", async () => {
  for (const { name, file, says } of refused) {
    const message = await messageOf(openFile(bytesOf(file), "model.pth"));
    assert.ok(message.startsWith("LinnetError: model.pth: "), `${name}: ${message}`);
    assert.ok(message.includes(says), `${name}: expected "${says}" in ${message}`);
  }
});

test("a file that is cut short anywhere is refused by its name", async () => {
  for (const name of ["nested", "nested, before 1.6"]) {
    const bytes = fileOf(name);
    for (let length = 0; length < bytes.length; length += 1) {
      const message = await messageOf(openFile(bytes.slice(0, length), "cut.pth"));
      assert.match(message, /^LinnetError: cut\.pth: /, `${name} at ${length}`);
    }
  }
});

/** A file of which the pickle is another one. */
function withPickle(name: string, change: (pickle: string) => string): Uint8Array {
  const { names, read } = readZip(fileOf(name), "a.pth");
  const entries = names.map((entry) => {
    const bytes = read(entry);
    if (!entry.endsWith("data.pkl")) return [entry, bytes] as const;
    return [entry, new Uint8Array(Buffer.from(change(Buffer.from(bytes).toString("latin1")), "latin1"))] as const;
  });
  return writeZip(new Map(entries), { level: 0 });
}

test("a tensor that does not lie in its storage is refused by its name", async () => {
  // `K\x04\x85` is the shape (4,), which becomes (5,).
  const bytes = withPickle("tensor", (pickle) => pickle.replace("K\x04\x85", "K\x19\x85"));
  const message = await messageOf(openFile(bytes, "a.pth"));
  assert.match(message, /a\.pth: tensor "tensor": expected \[25\] inside of its storage, got numbers 0 to 24 of/);
});

test("data that refers to itself, or doubles over and over, ends", async () => {
  // A list that holds itself.
  const circle = withPickle("tensor", () => "\x80\x02]q\x00h\x00a.");
  assert.match(await messageOf(openFile(circle, "a.pth")), /a\.pth: .*too deep or refers to itself/);
  // A list that holds twice the one before it, twenty times.
  const doubled = Array.from(
    { length: 30 },
    (_, index) => `q${String.fromCharCode(index)}0](h${String.fromCharCode(index)}h${String.fromCharCode(index)}e`,
  );
  const laughs = withPickle("tensor", () => `\x80\x02]${doubled.join("")}.`);
  assert.match(await messageOf(openFile(laughs, "a.pth")), /a\.pth: .*too deep or refers to itself/);
});

test("a tensor that repeats one number a billion times is refused", async () => {
  const bytes = withPickle("tensor", (pickle) =>
    pickle.replace("K\x04\x85", "J\x00\x00\x00\x40\x85").replace("K\x01\x85", "K\x00\x85"),
  );
  assert.match(
    await messageOf(openFile(bytes, "a.pth")),
    /tensor "tensor": expected tensors in proportion to the file/,
  );
});

test("instructions that tensors do not need are refused", () => {
  const pickle = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
  const context = { call: () => null, persistent: () => null };
  const opened = (text: string) => () => unpickle(pickle(text), 0, "a.pth", context);
  assert.throws(opened("cos\nsystem\n(U\x02lstR."), /^a\.pth: expected tensors alone, got "os\.system"/);
  assert.throws(opened("\x82\x01."), /^a\.pth: byte 1 of the pickle: expected an instruction .* got 0x82/);
});

test.run();
