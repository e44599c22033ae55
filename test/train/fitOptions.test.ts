// The options of fit, evaluate and predict, and calls that meet.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { Dense, input } from "../../src/layers/index.js";
import { SGD } from "../../src/optim/sgd.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import { steppedSource } from "../../src/train/batches/limitedSource.js";
import type { Callback } from "../../src/train/callbacks/callback.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { readFixture } from "../support/kerasFixture.js";

const COUNT = 10;
const x = Tensor.from(
  Float32Array.from({ length: 2 * COUNT }, (_, index) => Math.sin(index)),
  [COUNT, 2],
);
const y = Tensor.from(
  Float32Array.from({ length: 2 * COUNT }, (_, index) => Number(index % 2 === 0)),
  [COUNT, 2],
);

function smallModel(): Sequential {
  const model = new Sequential([input({ shape: [2] }), new Dense({ units: 2, activation: "softmax", name: "d" })]);
  model.parameters[0]!.values = Float32Array.of(0.5, -0.5, 0.25, 1);
  const optimizer = new SGD({ learningRate: 0.1, momentum: 0.9 });
  model.compile({ optimizer, loss: "categorical_crossentropy", metrics: ["accuracy"], backend: referenceBackend });
  return model;
}

const weightsOf = (model: Model): number[] => model.parameters.flatMap(({ values }) => [...values]);

async function failure(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => "no error",
    (error: unknown) => error,
  );
}

test("epochs of a number of steps continue one another, as if there were no epochs", async () => {
  const numbers = Tensor.from(
    Float32Array.from({ length: 5 }, (_, index) => index),
    [5, 1],
  );
  const source = arraySource(numbers, numbers, { batchSize: 2, shuffle: false });
  const stepped = steppedSource(source, 2);
  const rowsOf = async (epoch: number): Promise<number[]> => {
    const seen: number[] = [];
    for await (const batch of stepped.epoch(epoch)) seen.push(...batch.x);
    return seen;
  };
  const inOrder = [await rowsOf(0), await rowsOf(1), await rowsOf(2), await rowsOf(3)];
  assert.equal(inOrder, [
    [0, 1, 2, 3],
    [4, 0, 1],
    [2, 3, 4],
    [0, 1, 2, 3],
  ]);
  for (const epoch of [2, 0, 3, 1, 1]) assert.equal(await rowsOf(epoch), inOrder[epoch], `epoch ${epoch} out of turn`);
  await stepped.close();
  const steps: number[] = [];
  const counting: Callback = {
    onTrainBegin: (run) => void steps.push(run.steps),
    onBatchEnd: () => void steps.push(1),
  };
  await smallModel().fit(x, y, { batchSize: 4, epochs: 2, stepsPerEpoch: 7, callbacks: [counting] });
  assert.equal(steps, [7, ...new Array<number>(14).fill(1)], "more steps than one way through the examples has");
});

test("validation takes its steps, its batch size and its turns", async () => {
  const data = [x, y] as const;
  const measured = await smallModel().evaluate(x.slice(0, 4), y.slice(0, 4));
  const options = { batchSize: 10, validationData: data, validationBatchSize: 2, validationSteps: 2 };
  const still = smallModel();
  still.compile({
    optimizer: new SGD({ learningRate: 0 }),
    loss: "categorical_crossentropy",
    backend: referenceBackend,
  });
  const { history } = await still.fit(x, y, options);
  assert.ok(Math.abs(history.val_loss![0]! - measured.loss!) < 1e-6, "the first two batches of two");
  const turns = async (validationFreq: number | number[]) => {
    const run = await smallModel().fit(x, y, { epochs: 4, validationData: data, validationFreq });
    return run.history.val_loss!.map((value) => !Number.isNaN(value));
  };
  assert.equal(await turns(2), [false, true, false, true]);
  assert.equal(await turns([1, 4]), [true, false, false, true]);
  const steps = await smallModel().evaluate(x, y, { batchSize: 2, steps: 2 });
  assert.ok(Math.abs(steps.loss! - measured.loss!) < 1e-6);
  assert.equal((await smallModel().predict(x, { batchSize: 2, steps: 2 })).shape, [4, 2]);
});

test("weights of validation data count, as Keras's third part", async () => {
  const sampleWeight = Array.from({ length: COUNT }, (_, index) => index / 4);
  const model = smallModel();
  model.compile({
    optimizer: new SGD({ learningRate: 0 }),
    loss: "categorical_crossentropy",
    backend: referenceBackend,
  });
  const { history } = await model.fit(x, y, { validationData: [x, y, sampleWeight] });
  const { loss } = await model.evaluate(x, y, { sampleWeight });
  const asTensor = Tensor.from(Float32Array.from(sampleWeight), [COUNT]);
  assert.is((await model.evaluate(x, y, { sampleWeight: asTensor })).loss, loss);
  assert.ok(Math.abs(history.val_loss![0]! - loss!) < 1e-6);
});

test("single steps train as fit does, and go on with its memory", async () => {
  const whole = smallModel();
  const order = { batchSize: COUNT, shuffle: false };
  await whole.fit(x, y, { ...order, epochs: 4 });
  const model = smallModel();
  const before = await model.testOnBatch(x, y);
  assert.equal(await model.trainOnBatch(x, y), before, "the figures before the step");
  await model.trainOnBatch(x, y);
  await model.fit(x, y, { ...order, epochs: 1 });
  await model.trainOnBatch(x, y);
  assert.equal(weightsOf(model), weightsOf(whole));
  const [first] = [await model.predictOnBatch(x)];
  assert.equal(first.values, (await model.predict(x)).values);
  const weighted = smallModel();
  const twice = smallModel();
  await weighted.trainOnBatch(x, y, { sampleWeight: new Array<number>(COUNT).fill(2), classWeight: { 0: 3 } });
  await twice.trainOnBatch(x, y, { classWeight: { 0: 6, 1: 2 } });
  weightsOf(weighted).forEach((value, index) => assert.ok(Math.abs(value - weightsOf(twice)[index]!) < 1e-6));
  assert.match(
    String(await failure(() => model.trainOnBatch(x, y, { batchSize: 3 } as never))),
    /unknown option batchSize/,
  );
  await model.close();
});

test("what changes the weights runs alone, and the rest sees whole weights", async () => {
  const model = smallModel();
  const alone = smallModel();
  await alone.fit(x, y, { epochs: 5, batchSize: 2 });
  const errors: unknown[] = [];
  const callback: Callback = {
    onBatchEnd: async (batch) => {
      if (batch !== 1) return;
      errors.push(await failure(() => model.fit(x, y)));
      errors.push(await failure(() => model.trainOnBatch(x, y)));
      errors.push(await failure(async () => model.compile({ optimizer: "sgd", loss: "mse" })));
      errors.push(await failure(async () => model.add(new Dense({ units: 1 }))));
      const figures = [await model.evaluate(x, y), await model.evaluate(x, y)];
      assert.equal(figures[0], figures[1]);
      await model.predict(x);
      model.encode();
    },
  };
  const first = model.fit(x, y, { epochs: 5, batchSize: 2, callbacks: [callback] });
  const second = failure(() => model.fit(x, y));
  await first;
  errors.push(await second);
  assert.is(errors.length, 21);
  for (const error of errors) {
    assert.instance(error, LinnetError);
    assert.match(
      String(error),
      /^LinnetError: (fit|trainOnBatch|compile|add): model "sequential" is in fit: await it first/,
    );
  }
  assert.equal(weightsOf(model), weightsOf(alone), "the run is the same as without the others");
  await model.fit(x, y);
});

test("weights are copied out of a layer and a model, and into them", () => {
  const [model, other] = [smallModel(), smallModel()];
  const [kernel, bias] = model.getLayer("d").getWeights();
  assert.equal([kernel!.shape, bias!.shape], [[2, 2], [2]]);
  kernel!.values[0] = 100;
  assert.is(weightsOf(model)[0], 0.5, "what was given out is a copy");
  other.getLayer(1).setWeights([kernel!, Float32Array.of(3, 4)]);
  assert.equal(weightsOf(other), [100, -0.5, 0.25, 1, 3, 4]);
  kernel!.values[0] = 0;
  assert.is(weightsOf(other)[0], 100, "what was taken is a copy");
  model.setWeights(other.getWeights());
  assert.equal(weightsOf(model), weightsOf(other));
});

test("the summary is printed and given, with the sizes of Keras's", () => {
  // model-api.json: "Total params: 6 (24.00 B)", "Non-trainable params: 0 (0.00 B)"
  const printed: string[] = [];
  const model = smallModel();
  const text = model.summary({ printFn: (line) => void printed.push(line) });
  assert.equal(printed, [text]);
  const expected = readFixture<{ readonly summary: string }>("model-api").summary;
  for (const line of expected.split("\n").filter((one) => / params: /.test(one)))
    assert.ok(text.split("\n").includes(line.trim()), `${line} in ${text}`);
});

test("options that are unknown or of the wrong kind are refused by name", async () => {
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ validation_split: 0.25 }, /fit: unknown option validation_split: did you mean validationSplit\?/],
    [{ batch_size: 4 }, /fit: unknown option batch_size: did you mean batchSize\?/],
    [{ validationData: null }, /fit: expected validationData to be an array or an object, got null/],
    [{ validationData: [x] }, /fit: expected validationData as \[x, y\] or \[x, y, sampleWeight\], got an array of 1/],
    [{ validationData: [x, null] }, /fit: validationData: expected y as a tensor \[count,2\], got null/],
    [{ validation: {} }, /fit: expected validation to be a source of batches, got \{\}/],
    [{ epochs: "5" }, /fit: expected epochs to be a number, got "5"/],
    [{ epochs: Number.NaN }, /fit: expected epochs to be a whole number of 0 or more, got NaN/],
    [{ stepsPerEpoch: 0 }, /fit: expected stepsPerEpoch to be a whole number of 1 or more, got 0/],
    [{ validationFreq: [0] }, /fit: expected validationFreq to be a whole number of 1 or more, got 0/],
    [{ validationSplit: -0.5 }, /fit: expected validationSplit from 0 to below 1, got -0.5/],
    [{ sampleWeight: null }, /sampleWeight: expected 10 weights, one per example, got null/],
    [{ classWeight: { with_mask: 100 } }, /fit: expected classWeight by the classes 0 to 1, got "with_mask"/],
    [{ classWeight: { 1: 1, 2: 100 } }, /fit: expected classWeight by the classes 0 to 1, got "2"/],
    [{ classWeight: { 1: null } }, /fit: expected classWeight to hold numbers of 0 or more, got null for class 1/],
    [{ seed: Number.NaN }, /fit: expected seed to be a finite number, got NaN/],
    [{ signal: {} }, /fit: expected signal to be an AbortSignal, got \{\}/],
    [{ verbose: 3 }, /fit: expected verbose to be 0, 1 or 2, got 3/],
    [[], /fit: expected an object of options, got an array of 0/],
  ];
  for (const [options, message] of wrong) {
    const error = await failure(() => smallModel().fit(x, y, options));
    assert.instance(error, LinnetError, `${message}: ${error}`);
    assert.match(String(error), message);
  }
  const model = smallModel();
  const calls: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
    [() => model.evaluate(x, y, { batch_size: 4 } as never), /evaluate: unknown option batch_size/],
    [() => model.predict(x, { batch_size: 4 } as never), /predict: unknown option batch_size/],
    [() => model.predict(x, null as never), /predict: expected an object of options, got null/],
    [() => model.fit([[1, 2]] as never, y), /fit: expected x as one tensor, got an array of 1: Tensor.from\(/],
    [() => model.fit(null as never, y), /fit: expected x as a tensor \[count,2\], got null/],
    [() => model.fit({} as never, y), /fit: expected x as one tensor, got \{\}/],
    [
      () => model.predict(new Float32Array(9) as never),
      /predict: expected x as a tensor \[count,2\], got a Float32Array of 9/,
    ],
    [() => model.fit(arraySource(x, y), y as never), /fit: expected options beside a source, got targets/],
    [() => model.fit(arraySource(x, y), { batchSize: 2 }), /fit: expected batchSize beside tensors/],
    [() => model.save(null as never), /save: expected the path of a file, got null/],
    [() => Model.load({} as never), /load: expected a path, a URL, bytes or a Blob, got \{\}/],
    [async () => model.loadWeights({} as never), /expected weights as a Map of names .* got \{\}/],
    [async () => model.setWeights([]), /model "sequential": setWeights: expected 2 arrays, got an array of 0/],
    [
      async () => model.getLayer("d").setWeights([Tensor.from(new Float32Array(4), [4]), new Float32Array(2)]),
      /layer "d": setWeights: expected "d\/kernel" as a tensor \[2,2\] or a Float32Array of 4, got \[4\]/,
    ],
    [async () => model.summary({ print_fn: console.log } as never), /unknown option print_fn: did you mean printFn\?/],
    [async () => model.getLayer("D"), /it has no layer "D": did you mean "d"\?/],
    [async () => model.getLayer(7), /it has no layer 7 among its 2/],
    [async () => new Model({ inputs: model.input, outputs: [] }), /expected outputs, got none/],
    [async () => new Model({ inputs: model.input } as never), /expected outputs to be what input\(\)/],
    [async () => new Model(null as never), /Model: expected an object of options, got null/],
  ];
  for (const [call, message] of calls) {
    const error = await failure(call);
    assert.instance(error, LinnetError, `${message}: ${error}`);
    assert.match(String(error), message);
  }
});

test.run();
