// Makes test/golden/models/run-linnet-1.*: a model file and a checkpoint as they were written on 2026-11-27, at commit
// 4cca2ef. Run there as `npx tsx makeModelSample.mts FOLDER` (model.save was encodeModel and a write then). The samples hold what the
// model predicted, and the weights of the run without a break.

import { writeFileSync } from "node:fs";
import * as linnet from "linnet";

const folder = process.argv[2]!;
const backend = await linnet.wasmBackend({ threads: 1 });
const x = linnet.Tensor.from(
  Float32Array.from({ length: 4 * 6 * 6 * 3 }, (_, index) => Math.sin(index)),
  [4, 6, 6, 3],
);
const y = linnet.Tensor.from(Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), [4, 2]);

function sample(): linnet.Sequential {
  const model = new linnet.Sequential(
    [
      linnet.input({ shape: [6, 6, 3], name: "input" }),
      new linnet.Conv2D({ filters: 4, kernelSize: 3, padding: "same", trainable: false }),
      new linnet.BatchNormalization(),
      new linnet.ReLU({ maxValue: 6 }),
      new linnet.GlobalAveragePooling2D(),
      new linnet.Dropout({ rate: 0.5 }),
      new linnet.Dense({ units: 2, activation: "softmax" }),
    ],
    { name: "sample" },
  );
  const optimizer = new linnet.Adam({ learningRate: 0.01 });
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"], backend });
  return model;
}

const broken = sample();
const checkpoint = { file: `${folder}/run-linnet-1.checkpoint.safetensors`, deleteAtEnd: false };
await broken.fit(x, y, { epochs: 2, batchSize: 3, checkpoint });

const model = sample();
await model.fit(x, y, { epochs: 4, batchSize: 3 });
const predicted = await model.predict(x);
await model.close();
const record = {
  classes: ["mask", "no mask"],
  preprocessing: { mode: "mobilenetV2", resize: "bilinear" },
  training: { epochs: 4, split: { seed: 0 } },
} as const;
await model.save(`${folder}/run-linnet-1.model.safetensors`, record);
const samples = new Map([["predicted", { shape: predicted.shape, values: predicted.values }], ...model.getWeights()]);
writeFileSync(`${folder}/run-linnet-1.samples.safetensors`, linnet.writeSafetensors(samples));
