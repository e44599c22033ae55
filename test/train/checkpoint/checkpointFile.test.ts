import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../../src/formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "../../../src/train/checkpoint/checkpointFile.js";

const frozen = { shape: [2], values: Float32Array.of(1, 2) };
const trained = { shape: [1, 2], values: Float32Array.of(3, 4) };
const best = { shape: [1, 2], values: Float32Array.of(5, 6) };

const checkpoint: Checkpoint = {
  state: {
    initialEpoch: 1,
    epoch: 3,
    progress: {
      batches: 2,
      learningRate: 0.1,
      figures: { loss: 0.1 + 0.2, count: 4, outputs: [{ loss: 0.1 + 0.2, metrics: [[1, 4]] }] },
    },
    steps: 8,
    stopped: false,
    rows: [{ epoch: 1, logs: { loss: 1 / 3, val_loss: Number.POSITIVE_INFINITY, accuracy: Number.NaN } }],
    weights: new Map([
      ["base/kernel", frozen],
      ["dense/kernel", trained],
    ]),
    moments: new Map([["dense/kernel/slot0", Float32Array.of(7, 8)]]),
    callbacks: new Map([
      [
        "earlyStopping",
        {
          values: { best: -0.5, waited: 1 },
          weights: new Map([
            ["base/kernel", frozen],
            ["dense/kernel", best],
          ]),
        },
      ],
      ["csvLogger", { values: { lines: ["epoch,loss"] } }],
    ]),
  },
  identity: { given: { "--epochs": 5 }, own: { shuffle: true } },
};

test("a checkpoint comes back as it was, with figures that are not finite too", () => {
  assert.equal(decodeCheckpoint(encodeCheckpoint(checkpoint), "c"), checkpoint);
});

test("what no step changes is written once", () => {
  const { tensors } = readSafetensors(encodeCheckpoint(checkpoint), "c");
  assert.equal(
    [...tensors.keys()],
    [
      "weights/base/kernel",
      "weights/dense/kernel",
      "moments/dense/kernel/slot0",
      "callbacks/earlyStopping/dense/kernel",
    ],
  );
});

test("a file that is none, or not whole, is named", () => {
  const bytes = encodeCheckpoint(checkpoint);
  const { tensors, metadata: written } = readSafetensors(bytes, "c");
  const { digest: _, ...metadata } = written;
  const run = JSON.parse(metadata.run!);
  const withRun = (changed: object): Uint8Array =>
    writeSafetensors(tensors, { ...metadata, run: JSON.stringify({ ...run, ...changed }) });
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [bytes.subarray(0, bytes.length - 1), /^c: /],
    [writeSafetensors(tensors, {}), /^c: expected a checkpoint of linnet \(.*linnet-checkpoint\/1\), got none$/],
    [writeSafetensors(tensors, { ...metadata, format: "linnet/1" }), /^c: .* got "linnet\/1"$/],
    [writeSafetensors(tensors, { ...metadata, run: "{" }), /^c: expected JSON in the metadata's "run", got \{$/],
    [
      writeSafetensors(tensors, { ...written, run: written.run!.replace('"steps":8', '"steps":9') }),
      /^c: it is damaged/,
    ],
    [writeSafetensors(tensors, { ...metadata, run: "3" }), /^c: expected an object in the metadata's "run", got 3$/],
    [writeSafetensors(tensors, { ...metadata, identity: "{}" }), /^c: the metadata's "identity" has no "given"/],
    [withRun({ epoch: -1 }), /^c: the metadata's "run" has no "epoch" that a run could go on with, got -1$/],
    [withRun({ steps: undefined }), /^c: the metadata's "run" has no "steps" .*, got nothing$/],
    [withRun({ rows: [{ epoch: 1, logs: { loss: "much" } }] }), /^c: .* no "rows"/],
    [withRun({ progress: { batches: 1 } }), /^c: .* no "progress"/],
    [withRun({ callbacks: [] }), /^c: .* no "callbacks"/],
  ];
  for (const [content, message] of cases) {
    assert.throws(
      () => decodeCheckpoint(content, "c"),
      (error: Error) => message.test(error.message),
    );
  }
});

test.run();
