// A model's file that does not say what it is used for, and labels that do not fit it.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import type { LoadOptions } from "../../../src/jobs/classifier/openClassifier.js";
import { Dense, Flatten, input, type Layer, RandomFlip, Rescaling } from "../../../src/layers/index.js";
import { Network } from "../../../src/model/network.js";

const test = suite("the use of a model");
const folder = mkdtempSync(join(tmpdir(), "linnet-use-"));
const file = (name: string): string => join(folder, name);

async function save(name: string, units: number, first: readonly Layer[] = []): Promise<void> {
  const inputs = input({ shape: [4, 4, 3] });
  const layers = [...first, new Flatten({}), new Dense({ units, activation: units === 1 ? "sigmoid" : "softmax" })];
  const outputs = layers.reduce((before, layer) => layer.apply(before), inputs);
  await new Network({ inputs, outputs }).save(file(name));
}

test.before(async () => {
  await save("three.safetensors", 3);
  await save("one.safetensors", 1);
  await save("scaled.safetensors", 3, [new RandomFlip({ mode: "horizontal" }), new Rescaling({ scale: 1 / 255 })]);
  const inputs = input({ shape: [4, 4, 3] });
  await new Network({ inputs, outputs: new Rescaling({ scale: 2 }).apply(inputs) }).save(file("map.safetensors"));
});

test.after(() => rmSync(folder, { recursive: true }));

async function failure(name: string, options: LoadOptions = {}): Promise<string> {
  const text = await ImageClassifier.load(file(name), options).then(String, ({ message }: Error) => message);
  return text.replaceAll(`${folder}/`, "");
}

test("classes without names have numbers, and a note says which option names them", async () => {
  for (const [name, labels] of [
    ["three.safetensors", ["class 0", "class 1", "class 2"]],
    ["one.safetensors", ["class 0", "class 1"]],
  ] as const) {
    const classifier = await ImageClassifier.load(file(name), { preprocessing: "torch" });
    assert.equal(classifier.labels, labels);
    const text = `${file(name)} names no classes, they are "class 0" to "${labels.at(-1)}"`;
    assert.equal(classifier.notes, [{ option: "labels", text }]);
  }
  const named = await ImageClassifier.load(file("one.safetensors"), { labels: ["a", "b"], preprocessing: "torch" });
  assert.equal([named.labels, named.notes], [["a", "b"], []]);
});

test("preprocessing is asked for, unless the network begins with its own", async () => {
  assert.match(await failure("three.safetensors"), /^preprocessing: expected one of tf, .* is not in three/);
  const scaled = await ImageClassifier.load(file("scaled.safetensors"));
  assert.equal(scaled.record.preprocessing, { mode: "none", resize: "bilinear" });
  assert.equal(
    scaled.notes.map(({ option }) => option),
    ["labels", "preprocessing"],
  );
  const given = await ImageClassifier.load(file("scaled.safetensors"), { preprocessing: "torch" });
  assert.is(given.record.preprocessing.mode, "torch");
});

test("a network that gives no number a class is no classifier", async () => {
  assert.match(await failure("map.safetensors"), /^map\.safetensors: expected a classifier, .*, got \[4,4,3\]$/);
});

test("labels that do not fit are named, with both counts", async () => {
  const failureOf = (names: string) => {
    writeFileSync(file("labels.txt"), names);
    return failure("three.safetensors", { labels: file("labels.txt") });
  };
  const counts = "labels.txt: expected 3 names, for the classes of three.safetensors, got ";
  assert.is(await failureOf("a\nb\nc\nd\n"), `${counts}4`);
  assert.is(await failureOf("a\nb\n"), `${counts}2; usually the name that lacks is "background", as the first`);
  assert.is(await failureOf(""), `${counts}0`);
  assert.match(await failure("three.safetensors", { labels: ["a"] }), /^labels: expected 3 names, .* got 1$/);
});

test("labels that are no text are refused as such", async () => {
  for (const bytes of [Uint8Array.of(0x89, 0x50, 0x4e, 0x47), Uint8Array.of(97, 10, 0, 98)]) {
    writeFileSync(file("labels.txt"), bytes);
    const found = await failure("three.safetensors", { labels: file("labels.txt") });
    assert.is(found, "labels.txt: expected a text file (UTF-8) with the name of a class a line, got binary data");
  }
});

test.run();
