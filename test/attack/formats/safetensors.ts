// Safetensors files, models and checkpoints under attack. Every second mutation has its digest taken out, and so gets past it.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFile } from "../../../src/formats/openFile.js";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { Dense, input } from "../../../src/layers/index.js";
import { Network } from "../../../src/model/network.js";
import { loadDialect } from "../../../src/opGraph/dialects.js";
import { Adam } from "../../../src/optim/adam.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../../src/train/checkpoint/checkpointFile.js";
import { Model } from "../../../src/train/model.js";
import { DivergenceError } from "../../../src/train/step/divergenceError.js";
import { readFilesFixture, unpack } from "../../support/packedFiles.js";
import type { Format } from "../format.js";
import { FILE } from "../suite.js";

const numbers = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => Math.sin(index));

export const safetensors: Format = {
  name: "safetensors",
  seeds: async () => [
    writeSafetensors(
      new Map([
        ["dense/kernel", { shape: [3, 5], values: numbers(15) }],
        ["dense/größe", { shape: [], values: numbers(1) }],
        ["nothing", { shape: [0, 4], values: numbers(0) }],
      ]),
      { format: "pt", note: 'a "quoted" note' },
    ),
    writeSafetensors(new Map([["half", { shape: [7], values: numbers(7) }]]), {}, { dtype: "F16" }),
  ],
  open: async (bytes, file) => openFile(bytes, file),
};

/** Two layers on four numbers. */
function smallModel(): Model {
  const numbersIn = input({ shape: [4], name: "numbers" });
  const hidden = new Dense({ units: 6, activation: "relu", name: "hidden", seed: 1 }).apply(numbersIn);
  const outputs = new Dense({ units: 2, activation: "softmax", name: "class", seed: 2 }).apply(hidden);
  return new Model({ inputs: numbersIn, outputs });
}

/** A graph of integers. */
async function quantizedModel(): Promise<Network> {
  const { cases } = readFilesFixture("tfliteInt8") as { readonly cases: readonly { readonly file: string }[] };
  return Network.load(new File([unpack(cases.at(-1)!.file)], "int8.tflite"));
}

const preprocessing = { mode: "minusOneToOne", resize: "bilinear" } as const;

/** Bytes are changed in place, so that no length is. */
function withoutDigest(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1").replace('"digest"', '"former"');
  return Buffer.from(text, "latin1");
}

export const modelFile: Format = {
  name: "model",
  seeds: async () => [
    smallModel().encode({ classes: ["cat", "dog"], preprocessing, training: { epochs: 3 } }),
    smallModel().encode(),
    (await quantizedModel()).encode(),
  ],
  open: async (bytes, file) => {
    await loadDialect("tflite");
    Model.decode(bytes, { file });
  },
  repair: withoutDigest,
};

const folder = mkdtempSync(join(tmpdir(), "linnet-attack-"));

/** Trains for three epochs, with a checkpoint that is kept. */
async function train(file: string, resume: boolean): Promise<void> {
  const model = smallModel();
  const backend = "reference";
  model.compile({
    optimizer: new Adam({ learningRate: 0.01 }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
    backend,
  });
  const x = Tensor.from(numbers(20), [5, 4]);
  const y = Tensor.from(Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1, 1, 0), [5, 2]);
  await model.fit(x, y, { epochs: 3, batchSize: 2, checkpoint: { file, resume, deleteAtEnd: false } });
}

export const checkpointFile: Format = {
  name: "checkpoint",
  seeds: async () => {
    const file = join(folder, `seed-${process.pid}`);
    await train(file, false);
    const whole = new Uint8Array(readFileSync(file));
    const checkpoint = decodeCheckpoint(whole, "seed");
    return [encodeCheckpoint({ ...checkpoint, state: { ...checkpoint.state, epoch: 1 } }), whole];
  },
  open: async (bytes) => {
    const file = join(folder, `${FILE}-${process.pid}`);
    decodeCheckpoint(bytes, file);
    writeFileSync(file, bytes);
    await train(file, true).catch((error: unknown) => {
      // Weights of any finite size are weights, and where they lead is told as always.
      if (!(error instanceof DivergenceError)) throw error;
    });
  },
  repair: withoutDigest,
};
