// A run goes on with the losses and layers that it began with, and names what differs.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { readSafetensors } from "../../../src/formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { Dense, type DenseOptions, Dropout, input } from "../../../src/layers/index.js";
import { huber, meanSquaredError } from "../../../src/losses/regression.js";
import { sum } from "../../../src/tensor/ops/index.js";
import type { CompileOptions } from "../../../src/train/model.js";
import { Sequential } from "../../../src/train/sequential.js";
import { randomTensor } from "../../support/compare.js";

const test = suite("the identity of a kept run");
const folder = mkdtempSync(join(tmpdir(), "linnet-identity-"));
const file = join(folder, "run.safetensors");

test.before.each(() => rmSync(file, { force: true }));
test.after(() => rmSync(folder, { recursive: true }));

interface RunOptions extends Partial<CompileOptions> {
  readonly rate?: number;
  readonly dense?: Partial<DenseOptions>;
  readonly frozen?: boolean;
}

/** Trains an epoch more than the file has, and keeps it. @returns the message of what refuses it, or "went on" */
async function train(epochs: number, { rate = 0.1, dense, frozen = false, ...compiled }: RunOptions): Promise<string> {
  const model = new Sequential([
    input({ shape: [3], name: "input" }),
    new Dense({ name: "first", units: 4, trainable: !frozen, ...dense }),
    new Dropout({ name: "dropout", rate }),
    new Dense({ name: "second", units: 2 }),
  ]);
  model.compile({ optimizer: "sgd", loss: "meanSquaredError", backend: referenceBackend, ...compiled });
  const checkpoint = { file, deleteAtEnd: false };
  const [x, y] = [randomTensor([4, 3], "x"), randomTensor([4, 2], "y")];
  return model.fit(x, y, { epochs, checkpoint }).then(
    ({ epochs: { length } }) => (length === epochs ? "went on" : "began anew"),
    (error: unknown) => String(error),
  );
}

const refused: { readonly [what: string]: readonly [RunOptions, RunOptions, string] } = {
  "another loss": [
    {},
    { loss: "mae" },
    'loss is {"name":"meanSquaredError","reduction":"sumOverBatchSize"} in the checkpoint, ' +
      'got {"name":"meanAbsoluteError","reduction":"sumOverBatchSize"}',
  ],
  "another option of a loss": [
    { loss: huber({ delta: 2 }) },
    { loss: huber({ delta: 3 }) },
    'loss is {"name":"huber","delta":2,"reduction":"sumOverBatchSize"} in the checkpoint, ' +
      'got {"name":"huber","delta":3,"reduction":"sumOverBatchSize"}',
  ],
  "a loss of one's own": [
    {},
    { loss: (_, output) => sum(output) },
    'loss is {"name":"meanSquaredError","reduction":"sumOverBatchSize"} in the checkpoint, got a function',
  ],
  "another weight of a loss": [{}, { lossWeights: 2 }, "lossWeights is 1 in the checkpoint, got 2"],
  "another rate of a dropout": [{}, { rate: 0.7 }, 'rate of layer "dropout" is 0.1 in the checkpoint, got 0.7'],
  "a regularizer": [
    {},
    { dense: { kernelRegularizer: "l2" } },
    'kernelRegularizer of layer "first" is not set in the checkpoint, got l2',
  ],
  "a constraint that is gone": [
    { dense: { biasConstraint: "nonNeg" } },
    {},
    'biasConstraint of layer "first" is nonNeg in the checkpoint, got not set',
  ],
  "a layer that is frozen": [{}, { frozen: true }, 'trainable of layer "first" is true in the checkpoint, got false'],
};

for (const [what, [begun, given, difference]] of Object.entries(refused))
  test(`${what}: refused by name, and the file stays`, async () => {
    assert.is(await train(1, begun), "went on");
    const bytes = readFileSync(file);
    const told = `OtherRunError: ${file}: a run goes on with the settings that it began with: ${difference}`;
    assert.is(await train(2, given), told);
    assert.equal(readFileSync(file), bytes);
    assert.is(await train(2, begun), "went on");
  });

test("the same by another name, and other initial weights: the run goes on", async () => {
  assert.is(await train(1, { loss: huber({ reduction: "sum_over_batch_size", delta: 1 }) }), "went on");
  assert.is(
    await train(2, { loss: huber({ delta: 1 }), dense: { seed: 4, kernelInitializer: "heNormal" } }),
    "went on",
  );
});

test("a file without losses and layers, of an earlier version, goes on with any", async () => {
  await train(1, { loss: meanSquaredError() });
  const { tensors, metadata } = readSafetensors(readFileSync(file), file);
  const { digest: _, identity, ...others } = metadata;
  const { model, ...earlier } = JSON.parse(identity!) as { readonly model: unknown };
  assert.type(model, "object");
  writeFileSync(file, writeSafetensors(tensors, { ...others, identity: JSON.stringify(earlier) }));
  assert.is(await train(2, { loss: "mae", rate: 0.7 }), "went on");
});

test.run();
