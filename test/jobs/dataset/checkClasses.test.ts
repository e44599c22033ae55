import { test } from "uvu";
import * as assert from "uvu/assert";
import { readDataset } from "../../../src/jobs/dataset/dataset.js";
import { recordedDataset } from "../../../src/jobs/dataset/recordedDataset.js";
import { rejection } from "../../data/support.js";

/** A picture like no other with another number. */
const picture = (number: number) => {
  const data = Uint8Array.from({ length: 16 * 16 * 3 }, (_, index) => ((index + 1) * (number * 37 + 11) ** 2) & 0xff);
  return { width: 16, height: 16, data };
};
const pictures = (first: number, count: number) => Array.from({ length: count }, (_, index) => picture(first + index));

const messageOf = async (source: Parameters<typeof readDataset>[0], options = {}): Promise<string> =>
  (await rejection(readDataset(source, options))).message;

test("one picture in a class is an error that names the class", async () => {
  const message = await messageOf({ cat: pictures(0, 9), dog: pictures(20, 1) });
  assert.match(message, /^the pictures: class "dog" has one photograph, and needs two: .* leave the class out$/);
});

test("a class of copies is an error that names the class, and the random split a way out", async () => {
  const source = { cat: pictures(0, 9), dog: Array.from({ length: 4 }, () => picture(30)) };
  assert.match(await messageOf(source), /^split: the 4 photographs of class "dog" are copies of one, .*take "random"$/);
  assert.equal((await readDataset(source, { split: "random" })).classes, ["cat", "dog"]);
});

test("two classes of two pictures are an error that says which testSize divides them", async () => {
  const source = { cat: pictures(0, 2), dog: pictures(20, 2) };
  assert.match(await messageOf(source), /^testSize: 0\.2 of 4 photographs .* \("cat", "dog"\): take 0\.5 or more$/);
  assert.is((await readDataset(source, { testSize: 0.5 })).split.test.length, 2);
});

test("a class of which nothing can be decoded is an error that names it and a file", async () => {
  const broken = new File([Uint8Array.of(1, 2, 3)], "broken.jpg");
  const source = { cat: pictures(0, 9), dog: [broken, broken] };
  const expected =
    /^the pictures: no photograph of class "dog" can be decoded, of 2, such as broken\.jpg: expected a JPEG/;
  assert.match(await messageOf(source), expected);
  assert.match(await messageOf(source, { split: "random" }), expected);
  const training = { split: { trainedOn: "", heldOut: "" } };
  const record = { classes: ["cat", "dog"], training };
  assert.match((await rejection(recordedDataset(source, record, {}))).message, expected);
});

test("a model that was trained on a Mac knows the class that Linux writes otherwise", async () => {
  const source = { "caf\u00e9": pictures(0, 5), tea: pictures(20, 5) };
  const dataset = await recordedDataset(source, { classes: ["cafe\u0301", "tea"], training: {} }, {});
  assert.equal(dataset.classes, ["cafe\u0301", "tea"]);
});

test.run();
