import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Examined } from "../../../src/data/health/examine.js";
import { readSplitRecord, recordSplit, sidesOf } from "../../../src/jobs/dataset/splitRecord.js";

/** A photograph with these first bytes of its digest and this perceptual hash. */
function photograph(index: number, digest: string, even: number): Examined {
  const facts = { digest: digest.padEnd(64, "0"), format: "png", isMisnamed: false, width: 8, height: 8 } as const;
  return { index, facts, fingerprint: { hash: { even, odd: 0 } } } as Examined;
}

const trained = photograph(0, "aa01", 0xffff0000);
const held = photograph(1, "bb02", 0x0000ffff);
const record = recordSplit([trained, held], (index) => index === 1);

test("a photograph is known by its bytes, whatever its place and its name", () => {
  assert.equal(sidesOf(record, [photograph(7, "bb02", 0), photograph(8, "aa01", 0)]), ["heldOut", "trainedOn"]);
});

test("a copy is known by what it looks like, and a new one by neither", () => {
  const copies = [photograph(0, "cc", 0xffff0001), photograph(1, "dd", 0x0000fffe), photograph(2, "ee", 0x0f0f0f0f)];
  assert.equal(sidesOf(record, copies), ["trainedOn", "heldOut", "new"]);
});

test("a record survives a model's file; what is no record is none", () => {
  assert.equal(readSplitRecord(JSON.parse(JSON.stringify({ split: record }))), record);
  for (const training of [{}, { split: null }, { split: "grouped" }, { split: { trainedOn: "" } }])
    assert.is(readSplitRecord(training), null);
});

test.run();
