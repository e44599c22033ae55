// A checkpoint that an earlier version has written: the run goes on from there, to the weights of the run without a break.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../../src/backends/wasm/index.js";
import { readSafetensors } from "../../../src/formats/safetensors/safetensors.js";
import { Adam } from "../../../src/optim/adam.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { Model } from "../../../src/train/model.js";
import type { History } from "../../../src/train/run/history.js";
import { assertClose } from "../../support/compare.js";

const golden = (name: string) => new URL(`../../golden/models/run-linnet-1.${name}.safetensors`, import.meta.url);
const x = Tensor.from(
  Float32Array.from({ length: 4 * 6 * 6 * 3 }, (_, index) => Math.sin(index)),
  [4, 6, 6, 3],
);
const y = Tensor.from(Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), [4, 2]);

async function goOn(optimizer: Adam): Promise<{ readonly model: Model; readonly history: History }> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-checkpoint-"));
  const file = join(folder, "run.safetensors");
  copyFileSync(golden("checkpoint"), file);
  try {
    const model = Model.decode(readFileSync(golden("model")));
    const backend = await wasmBackend({ threads: 1 });
    model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"], backend });
    return { model, history: await model.fit(x, y, { epochs: 4, batchSize: 3, checkpoint: { file } }) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the run of test/model/makeModelSample.ts goes on from its second epoch", async () => {
  const { model, history } = await goOn(new Adam({ learningRate: 0.01, epsilonForm: "paper" }));
  assert.equal(history.epochs, [0, 1, 2, 3]);
  assert.is(history.history.loss!.length, 4);
  const { tensors } = readSafetensors(readFileSync(golden("samples")), "samples");
  for (const { name, values } of model.parameters) assertClose(values, tensors.get(name)!.values, 1e-6, name);
});

test("a run of the paper's Adam does not go on as Keras's", async () => {
  const error = await goOn(new Adam({ learningRate: 0.01 })).catch((reason: unknown) => reason);
  assert.match(String(error), /OtherRunError: .*optimizer is .* in the checkpoint, got .*"epsilonForm":"keras"/);
});

test.run();
