import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { Dense, Flatten, input } from "../../../src/layers/index.js";
import { SGD } from "../../../src/optim/sgd.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { arraySource } from "../../../src/train/batches/batchSource.js";
import { frozenFeatures } from "../../../src/train/features/frozenFeatures.js";
import { Sequential } from "../../../src/train/sequential.js";
import { randomTensor } from "../../support/compare.js";

const backend = referenceBackend;

function network(): Sequential {
  return new Sequential([
    input({ shape: [2, 3] }),
    new Flatten(),
    new Dense({ name: "frozen", units: 4, activation: "relu" }),
    new Dense({ name: "head", units: 1 }),
  ]);
}

const examples = (count: number, key: string) =>
  arraySource(
    randomTensor([count, 2, 3], key),
    Tensor.from(
      Float32Array.from({ length: count }, (_, index) => index),
      [count, 1],
    ),
    { batchSize: 4 },
  );

test("the features are those that fit keeps, in the examples' own order, for every source", async () => {
  const model = network();
  model.getLayer("frozen").trainable = false;
  const [training, validation] = [examples(11, "training"), examples(5, "validation")];
  const told: string[] = [];
  const kept = await frozenFeatures(model, [training, validation], {
    backend,
    onProgress: (done, total) => told.push(`${done}/${total}`),
  });
  assert.equal(told, ["4/16", "8/16", "11/16", "15/16", "16/16"]);
  model.compile({ optimizer: new SGD(), loss: "meanSquaredError", backend });
  const { features } = await model.fit(training, { validation });
  for (const [index, expected] of [features!.training, features!.validation!].entries()) {
    const rows = async (source: typeof expected) => {
      const all: number[][] = [];
      for await (const { x, y } of source.inOrder!()) all.push([...x, ...y]);
      return all;
    };
    assert.is((await rows(expected))[0]!.length, 4 * (4 + 1));
    assert.equal(await rows(kept[index]!), await rows(expected));
  }
});

test("a network without a frozen part has no features to keep", async () => {
  const model = new Sequential([input({ shape: [3] }), new Dense({ units: 1 })]);
  const source = arraySource(randomTensor([4, 3], "none"), randomTensor([4, 1], "targets"));
  let message = "";
  await frozenFeatures(model, [source], { backend }).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, /features: nothing of model "sequential" is frozen before what is trained/);
});

test("a signal ends it", async () => {
  const model = network();
  model.getLayer("frozen").trainable = false;
  const controller = new AbortController();
  let reason: unknown = null;
  const onProgress = (): void => controller.abort();
  await frozenFeatures(model, [examples(9, "signal")], { backend, onProgress, signal: controller.signal }).catch(
    (error: unknown) => {
      reason = error;
    },
  );
  assert.is(reason, controller.signal.reason);
});

test.run();
