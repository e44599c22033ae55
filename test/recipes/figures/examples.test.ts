import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Photographs, readExamples } from "../../../recipes/figures/examples.js";
import { createPicture } from "../../../src/data/picture.js";
import type { PictureSource } from "../../../src/data/pictureSource.js";
import { GlobalAveragePooling2D } from "../../../src/layers/globalPooling2D.js";
import { input } from "../../../src/layers/input.js";
import { Sequential } from "../../../src/train/sequential.js";

const signal = new AbortController().signal;
const brightness = [0, 51, 102, 153, 204, 255];
const files: readonly PictureSource[] = brightness.map((value) =>
  createPicture(5, 4, new Uint8Array(5 * 4 * 3).fill(value)),
);
const photographs: Photographs = {
  classes: ["dark", "bright"],
  files,
  labels: [0, 0, 0, 1, 1, 1],
  split: { train: Uint32Array.of(5, 0, 3, 1), test: Uint32Array.of(2, 4) },
};

/** What MobileNetV2 takes for a brightness: -1 to 1. */
const preprocessed = (value: number): number => value / 127.5 - 1;

test("both parts are read in the order of the split, with one-hot targets", async () => {
  const done: string[] = [];
  const onProgress = (count: number, total: number) => done.push(`${count}/${total}`);
  const { training, heldOut } = await readExamples(photographs, { size: 3 }, { signal, onProgress });
  assert.equal([training.x.shape, training.y.shape], [[4, 3, 3, 3], [4, 2]]); // biome-ignore format: shapes
  assert.equal([heldOut.x.shape, heldOut.y.shape], [[2, 3, 3, 3], [2, 2]]); // biome-ignore format: shapes
  assert.equal([...training.y.values], [0, 1, 1, 0, 0, 1, 1, 0]);
  assert.equal([...heldOut.y.values], [1, 0, 0, 1]);
  [5, 0, 3, 1].forEach((index, row) => {
    const pixels = training.x.slice(row, row + 1).values;
    assert.ok(pixels.every((value) => Math.abs(value - preprocessed(brightness[index]!)) < 1e-6));
  });
  assert.equal(done, ["4/6", "6/6"]);
});

test("a base's outputs stand for the pixels", async () => {
  const base = new Sequential([input({ shape: [3, 3, 3] }), new GlobalAveragePooling2D()]);
  const { training } = await readExamples(photographs, { size: 3, base }, { signal, onProgress: () => {} });
  await base.close();
  assert.equal(training.x.shape, [4, 3]);
  const wanted = [5, 0, 3, 1].flatMap((index) => Array(3).fill(preprocessed(brightness[index]!)));
  assert.ok(training.x.values.every((value, index) => Math.abs(value - wanted[index]) < 1e-6));
});

test("a picture that cannot be decoded is left out", async () => {
  const broken = { ...photographs, files: files.with(0, new Blob(["no picture"])) };
  const { training } = await readExamples(broken, { size: 3 }, { signal, onProgress: () => {} });
  assert.equal(training.x.shape, [3, 3, 3, 3]);
  assert.equal([...training.y.values], [0, 1, 0, 1, 1, 0]);
});

test("a signal ends the reading", async () => {
  const controller = new AbortController();
  controller.abort();
  const tools = { signal: controller.signal, onProgress: () => {} };
  const outcome = await readExamples(photographs, { size: 3 }, tools).catch(({ name }) => name);
  assert.is(outcome, "AbortError");
});

test.run();
