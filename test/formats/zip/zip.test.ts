import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readZip } from "../../../src/formats/zip/readZip.js";
import { writeZip } from "../../../src/formats/zip/writeZip.js";
import { LinnetError } from "../../../src/tensor/errors.js";
import { withZipChecksums } from "./withZipChecksums.js";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const fromBase64 = (content: string): Uint8Array => new Uint8Array(Buffer.from(content, "base64"));

/** Python 3.13's zipfile: stored, a folder, deflated with an UTF-8 name, with zip64 forced, and a comment with a signature. */
const python = fromBase64(
  "UEsDBBQAAAAAAAAAIQAL+UNWBgAAAAYAAAAJAAAAcGxhaW4udHh0c3RvcmVkUEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAHAAAAZm9sZGVyL1BLAwQUAAAI" +
    "CAAAACEAB9ZvkA4AAAC0AAAAEgAAAGZvbGRlci9ncsO2w59lLnR4dEtJTctJLElNUUgZOgwAUEsDBC0AAAAIAAAAIQCPXQ5e//////////8FABQAemlwNjQB" +
    "ABAAZAAAAAAAAAAGAAAAAAAAAKuooD0AAFBLAQIUAxQAAAAAAAAAIQAL+UNWBgAAAAYAAAAJAAAAAAAAAAAAAACAAQAAAABwbGFpbi50eHRQSwECFAMUAAAA" +
    "AAAAACEAAAAAAAAAAAAAAAAABwAAAAAAAAAAAAAAgAEtAAAAZm9sZGVyL1BLAQIUAxQAAAgIAAAAIQAH1m+QDgAAALQAAAASAAAAAAAAAAAAAACAAVIAAABm" +
    "b2xkZXIvZ3LDtsOfZS50eHRQSwECLQMtAAAACAAAACEAj10OXgYAAABkAAAABQAAAAAAAAAAAAAAgAGQAAAAemlwNjRQSwUGAAAAAAQABADfAAAAzQAAABQA" +
    "YSBjb21tZW50IFBLBQYgaW4gaXQ=",
);

test("a file of Python's zipfile is read", () => {
  const zip = readZip(python, "a.zip");
  assert.equal(zip.names, ["plain.txt", "folder/größe.txt", "zip64"]);
  assert.is(text(zip.read("plain.txt")), "stored");
  assert.is(text(zip.read("folder/größe.txt")), "deflated ".repeat(20));
  assert.is(text(zip.read("zip64")), "x".repeat(100));
  assert.throws(() => zip.read("other"), /^a\.zip: expected an entry "other", there is none$/);
});

test("what is written is read again, at every level", () => {
  const content = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fc.array(content, { maxLength: 5 }), fc.constantFrom(0 as const, 6 as const), (contents, level) => {
      const entries = new Map(contents.map((bytes, index) => [`folder/${index}`, bytes]));
      const zip = readZip(writeZip(entries, { level }), "a.zip");
      assert.equal(zip.names, [...entries.keys()]);
      for (const [name, bytes] of entries) assert.equal(zip.read(name), bytes);
    }),
  );
});

test("the same entries give the same bytes", () => {
  const entries = new Map([["a", bytesOf("text")]]);
  assert.equal(writeZip(entries, { level: 6 }), writeZip(entries, { level: 6 }));
});

test("a file that is cut short anywhere is refused", () => {
  for (let length = 0; length < python.length; length += 1)
    assert.throws(() => readZip(python.subarray(0, length), "a.zip"), /^a\.zip: .*cut short or damaged/);
});

/** A small zip with a stored entry `a`, in which bytes of its list and its own header are changed. */
function changed(changes: { readonly list?: Change; readonly header?: Change; readonly content?: string }): Uint8Array {
  const bytes = writeZip(new Map([["a", bytesOf(changes.content ?? "text")]]), { level: 0 });
  const list = Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  for (const [start, [offset, ...values]] of [
    [list, changes.list ?? [0]] as const,
    [0, changes.header ?? [0]] as const,
  ])
    bytes.set(values, start + offset);
  return bytes;
}

type Change = readonly [offset: number, ...values: number[]];

test("entries that cannot be trusted are refused by name", () => {
  const refused = (bytes: Uint8Array, message: RegExp): void =>
    assert.throws(
      () => readZip(bytes, "a.zip").read("a"),
      (error: unknown) => error instanceof LinnetError && message.test(error.message),
    );
  refused(changed({ list: [8, 1] }), /^a\.zip: entry "a": it is encrypted/);
  refused(changed({ list: [10, 12] }), /^a\.zip: entry "a": expected it stored or deflated, got compression method 12/);
  refused(changed({ list: [24, 99] }), /^a\.zip: entry "a": expected as many bytes as it says \(99\), got 4/);
  refused(changed({ list: [20, 99, 1, 0, 0, 99, 1] }), /^a\.zip: entry "a": expected 355 bytes from byte 31/);
  refused(changed({ list: [42, 7] }), /^a\.zip: entry "a": expected it to begin at byte 7/);
  refused(changed({ list: [16, 0, 0] }), /^a\.zip: entry "a": it is damaged: what it holds does not fit its checksum/);
  refused(changed({ list: [46, 0x5c] }), /^a\.zip: entry "\\\\": expected a name inside of the zip, without tricks/);
  refused(changed({ list: [46, 0xff] }), /^a\.zip: expected the names in the zip to be UTF-8/);
});

test("names that lead out of a folder are refused", () => {
  for (const name of ["../a", "/a", "a/../../b", "C:a", "a//b", "a\\b", "a\nb", "a/./b"])
    assert.throws(
      () => readZip(writeZip(new Map([[name, bytesOf("x")]]), { level: 0 }), "a.zip"),
      /^a\.zip: entry .*expected a name inside/,
    );
});

test("entries that say another size than theirs are refused", () => {
  const bytes = writeZip(new Map([["a", bytesOf("text".repeat(100))]]), { level: 6 });
  const list = Buffer.from(bytes).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  for (const [size, found] of [
    [399, "more"],
    [401, "400"],
    [2, "more"],
  ] as const) {
    new DataView(bytes.buffer).setUint32(list + 24, size, true);
    assert.throws(
      () => readZip(bytes, "a.zip").read("a"),
      new RegExp(`^a\\.zip: entry "a": expected ${size} bytes, got ${found}`),
    );
  }
});

test("a bomb is refused before anything is inflated", () => {
  const bomb = writeZip(new Map([["a", new Uint8Array(80e6)]]), { level: 9 });
  assert.ok(bomb.length < 100e3);
  assert.throws(
    () => readZip(bomb, "a.zip"),
    /^a\.zip: expected at most \d+ bytes in a zip of \d+, its entries have 80000000/,
  );
});

test("entries that share their bytes are refused", () => {
  const bytes = Buffer.from(
    writeZip(
      new Map([
        ["a", bytesOf("1")],
        ["b", bytesOf("2")],
      ]),
      { level: 0 },
    ),
  );
  const second = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bytes.writeUInt32LE(0, second + 42);
  assert.throws(() => readZip(bytes, "a.zip"), /expected it apart from the entry before it, they overlap/);
});

test("two entries of one name are refused", () => {
  const bytes = Buffer.from(
    writeZip(
      new Map([
        ["a", bytesOf("1")],
        ["b", bytesOf("2")],
      ]),
      { level: 0 },
    ),
  );
  bytes[bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 46] = "a".charCodeAt(0);
  assert.throws(() => readZip(bytes, "a.zip"), /entry "a": expected one of that name, got two/);
});

test("repaired checksums are those of the entries", () => {
  const bytes = changed({ list: [16, 0, 0, 0, 0] });
  assert.is(text(readZip(withZipChecksums(bytes), "a.zip").read("a")), "text");
});

test.run();
