import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { topologicalOrder } from "../../src/graph/trace.js";
import { BatchNormalization, Conv2D, Dense, Dropout, Flatten, input } from "../../src/layers/index.js";
import { Adam } from "../../src/optim/adam.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { earlyStopping } from "../../src/train/callbacks/earlyStopping.js";
import { losses } from "../../src/train/losses.js";
import { decodeModel, encodeModel } from "../../src/train/modelFile.js";
import { Sequential } from "../../src/train/sequential.js";
import { splitStep } from "../../src/train/split.js";
import { traceTrainingStep } from "../../src/train/stepGraph.js";
import { assertClose, randomTensor } from "../support/compare.js";

const backend = referenceBackend;

/** Pictures whose class is whether their left half is brighter. */
function halves(count: number): { x: Tensor; y: Tensor } {
  const x = randomTensor([count, 6, 6, 1], "halves");
  const y = new Float32Array(2 * count);
  for (let picture = 0; picture < count; picture += 1) {
    const label = picture % 2;
    for (let pixel = 0; pixel < 36; pixel += 1) {
      const isLeft = pixel % 6 < 3;
      x.values[picture * 36 + pixel]! += (isLeft ? 1 : -1) * (label === 0 ? 1 : -1);
    }
    y[2 * picture + label] = 1;
  }
  return { x, y: Tensor.from(y, [count, 2]) };
}

function network(): Sequential {
  return new Sequential([
    input({ shape: [6, 6, 1], name: "input" }),
    new Conv2D({ name: "conv", filters: 4, kernelSize: 3, activation: "relu" }),
    new BatchNormalization({ name: "norm", momentum: 0.9 }),
    new Flatten({ name: "flatten" }),
    new Dropout({ name: "dropout", rate: 0.2, seed: 5 }),
    new Dense({ name: "dense", units: 2, activation: "softmax" }),
  ]);
}

test("fit learns, evaluate and predict agree with it", async () => {
  const { x, y } = halves(90);
  const model = network();
  model.compile({
    optimizer: new Adam({ learningRate: 0.01 }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
    backend,
  });
  const { history, epochs } = await model.fit(x, y, { epochs: 8, batchSize: 16, validationSplit: 0.2 });
  assert.equal(epochs, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.ok(history.loss![7]! < 0.5 * history.loss![0]!, `loss ${history.loss}`);
  assert.ok(history.val_accuracy![7]! > 0.9, `accuracy ${history.val_accuracy}`);
  const measured = await model.evaluate(x, y, { batchSize: 32 });
  const output = await model.predict(x, { batchSize: 25 });
  let [right, total] = [0, 0];
  for (let row = 0; row < 90; row += 1) {
    const label = y.values[2 * row] === 1 ? 0 : 1;
    const probability = output.values[2 * row + label]!;
    if (probability > 0.5) right += 1;
    total -= Math.log(probability);
  }
  assert.ok(Math.abs(measured.accuracy! - right / 90) < 1e-9);
  assert.ok(Math.abs(measured.loss! - total / 90) < 1e-5);
  await model.close();
});

test("the same seed gives the same weights", async () => {
  const { x, y } = halves(20);
  const weights = [];
  for (let run = 0; run < 2; run += 1) {
    const model = network();
    model.compile({ optimizer: new Adam(), loss: "categoricalCrossentropy", backend });
    await model.fit(x, y, { epochs: 2, batchSize: 8, seed: 3 });
    weights.push(model.parameters.map(({ values }) => [...values]));
  }
  assert.equal(weights[0], weights[1]);
});

test("frozen layers keep their weights, get no gradient ops, and their features give the same training", async () => {
  const { x, y } = halves(24);
  const model = network();
  for (const name of ["conv", "norm"]) model.getLayer(name).trainable = false;
  const step = traceTrainingStep(model, losses.categoricalCrossentropy, new SGD(), 8);
  const outputs = [...step.graph.outputs, ...step.state.map(({ next }) => next)];
  const names = topologicalOrder(outputs).map(({ producer }) => producer.op.name);
  assert.not.ok(
    names.some((name) => /^conv2d.*Gradient|rampGradient/.test(name)),
    names.join(),
  );
  const { frozen, trained } = splitStep(step);
  assert.ok(frozen !== null && frozen.outputs.length === 1);
  assert.not.ok(trained.nodes.some(({ producer }) => producer.op.name === "conv2d"));
  const before = model.getLayer("conv").parameters.map(({ values }) => [...values]);
  const dense = [...model.getLayer("dense").parameters[0]!.values];
  const explanations: string[] = [];
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: "categoricalCrossentropy", backend });
  const run = await model.fit(x, y, {
    epochs: 2,
    batchSize: 8,
    validationSplit: 0.25,
    onPlan: (text) => explanations.push(text),
  });
  assert.match(explanations.join(), /runs once a picture and its features are kept/);
  assert.equal(
    model.getLayer("conv").parameters.map(({ values }) => [...values]),
    before,
  );
  assert.not.equal([...model.getLayer("dense").parameters[0]!.values], dense);

  const { training, validation } = run.features!;
  assert.equal([training.size, validation?.size], [18, 6]);
  const [features, targets]: [number[], number[]] = [[], []];
  for await (const batch of training.inOrder!()) {
    features.push(...batch.x);
    targets.push(...batch.y);
  }
  const head = new Sequential([input({ shape: [64] }), new Dense({ name: "dense", units: 2, activation: "softmax" })]);
  head.loadWeights(model.getWeights());
  head.useBackend(backend);
  const [whole, parts] = [
    await model.predict(x.slice(0, 18)),
    await head.predict(Tensor.from(Float32Array.from(features), [18, 64])),
  ];
  assertClose(parts.values, whole.values, 1e-5, "a head on the kept features");
  assert.equal(targets, [...y.slice(0, 18).values]);
});

test("a thousand steps of a head allocate no plan memory after the first", async () => {
  const head = new Sequential([
    input({ shape: [32] }),
    new Dense({ units: 16, activation: "relu" }),
    new Dropout({ rate: 0.5 }),
    new Dense({ units: 2, activation: "softmax" }),
  ]);
  let programs = 0;
  const counting = {
    ...backend,
    compile: (plan: Parameters<typeof backend.compile>[0]) => {
      programs += 1;
      assert.is(plan.copies.length, 0, "new weights and moments are written over the old ones");
      return backend.compile(plan);
    },
  };
  head.compile({ optimizer: new Adam(), loss: "categoricalCrossentropy", backend: counting });
  const x = randomTensor([8, 32], "head");
  const y = Tensor.from(
    Float32Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 1 : 0)),
    [8, 2],
  );
  let bytes = 0;
  const measure = (): number => process.memoryUsage().arrayBuffers;
  await head.fit(x, y, {
    epochs: 1000,
    batchSize: 8,
    shuffle: false,
    callbacks: [
      {
        onEpochBegin: (epoch) => {
          if (epoch === 10) {
            globalThis.gc?.();
            bytes = measure();
          }
        },
      },
    ],
  });
  assert.is(programs, 1, "one plan serves all steps");
  assert.ok(measure() - bytes < 64e6, `${measure() - bytes} bytes more`);
});

test("early stopping ends the run and restores the best weights", async () => {
  const { x, y } = halves(20);
  const model = network();
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: "categoricalCrossentropy", backend });
  const { epochs } = await model.fit(x, y, {
    epochs: 30,
    batchSize: 10,
    validationSplit: 0.5,
    callbacks: [earlyStopping({ monitor: "loss", minDelta: 10, patience: 2, restoreBestWeights: true })],
  });
  assert.is(epochs.length, 3);
});

test("a signal ends training after the step that runs", async () => {
  const { x, y } = halves(20);
  const model = network();
  const controller = new AbortController();
  model.compile({ optimizer: new SGD(), loss: "categoricalCrossentropy", backend });
  let steps = 0;
  const onBatchEnd = (): void => {
    steps += 1;
    if (steps === 3) controller.abort();
  };
  const { interrupted } = await model.fit(x, y, {
    epochs: 5,
    batchSize: 5,
    signal: controller.signal,
    callbacks: [{ onBatchEnd }],
  });
  assert.is(interrupted, true);
  assert.is(steps, 3);
});

test("a model file gives the same model back", async () => {
  const model = network();
  const record = {
    classes: ["left", "right"],
    preprocessing: { mode: "none", resize: "bilinear" },
    training: { epochs: 3 },
  } as const;
  const { model: copy, record: read } = decodeModel(encodeModel(model, record), "model.safetensors");
  assert.equal(read, record);
  const { x } = halves(3);
  model.useBackend(backend);
  copy.useBackend(backend);
  assertClose((await copy.predict(x)).values, (await model.predict(x)).values, 0, "outputs");
});

test("mistakes are named", async () => {
  const { x, y } = halves(4);
  const model = network();
  const rejects = async (promise: Promise<unknown>, message: RegExp): Promise<void> => {
    try {
      await promise;
    } catch (error) {
      assert.match(String(error), message);
      return;
    }
    assert.unreachable(`expected an error like ${message}`);
  };
  await rejects(model.fit(x, y), /fit: expected compile\(\{ optimizer, loss \}\) to come before/);
  assert.throws(
    () => model.compile({ optimizer: new SGD(), loss: "hinge" as "meanSquaredError" }),
    /expected a loss among .*got "hinge"/,
  );
  model.compile({ optimizer: new SGD({ learningRate: 1e30 }), loss: "categoricalCrossentropy", backend });
  await rejects(model.fit(y, y), /fit: expected x as \[count,6,6,1\], got \[4,2\]/);
  await rejects(model.fit(x, y.slice(0, 3)), /expected as many targets as examples, got x with 4 and y with 3/);
  await rejects(model.fit(x, y, { epochs: 50 }), /fit: the loss is (NaN|Infinity) at step \d+/);
  const short = new Map([...model.getWeights()].slice(1));
  assert.throws(
    () => model.loadWeights(short, { file: "w.safetensors" }),
    /w\.safetensors: does not fit model "sequential": "conv\/kernel" is missing/,
  );
  const wrong = new Map([
    ...network().getWeights(),
    ["dense/bias", { shape: [3], values: new Float32Array(3) }],
  ] as const);
  assert.throws(() => model.loadWeights(wrong), /"dense\/bias" expected \[2\], got \[3\]/);
});

test.run();
