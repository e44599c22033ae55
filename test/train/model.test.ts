import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { topologicalOrder } from "../../src/graph/trace.js";
import { BatchNormalization, Conv2D, Dense, Dropout, Flatten, input } from "../../src/layers/index.js";
import { categoricalCrossentropy } from "../../src/losses/categorical.js";
import { encodeNetwork } from "../../src/model/networkFile.js";
import { Adam } from "../../src/optim/adam.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import { earlyStopping } from "../../src/train/callbacks/earlyStopping.js";
import type { CompileOptions } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { cutFrozen } from "../../src/train/step/frozenCut.js";
import { traceTrainingStep } from "../../src/train/step/stepGraph.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { decodeModel } from "../support/decodeModel.js";

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

test("training goes on where an earlier call ended, until compile makes the optimizer forget", async () => {
  const { x, y } = halves(20);
  const trained = async (calls: readonly { epochs: number; initialEpoch?: number }[], forget = false) => {
    const model = network();
    const compile = (): void => model.compile({ optimizer: new Adam(), loss: "categoricalCrossentropy", backend });
    compile();
    const seen: number[] = [];
    for (const options of calls) {
      const { epochs } = await model.fit(x, y, { ...options, batchSize: 8 });
      seen.push(...epochs);
      if (forget) compile();
    }
    assert.equal(seen, [0, 1, 2]);
    return model.parameters.map(({ values }) => [...values]);
  };
  const whole = await trained([{ epochs: 3 }]);
  assert.equal(await trained([{ epochs: 1 }, { epochs: 3, initialEpoch: 1 }]), whole);
  assert.not.equal(await trained([{ epochs: 1 }, { epochs: 3, initialEpoch: 1 }], true), whole);
});

test("frozen layers keep their weights, get no gradient ops, and their features give the same training", async () => {
  const { x, y } = halves(24);
  const model = network();
  for (const name of ["conv", "norm"]) model.getLayer(name).trainable = false;
  const options = {
    method: "fit",
    losses: [{ name: "dense", loss: categoricalCrossentropy(), weight: 1 }],
    optimizer: new SGD(),
    trainedLayers: new Set(model.layers.filter((layer) => layer.trainable)),
    learningRateMultipliers: new Map(),
  };
  const step = traceTrainingStep(model, options, { batchSize: 8, weighted: false });
  const outputs = [...step.graph.outputs, ...step.state.map(({ next }) => next)];
  const names = topologicalOrder(outputs).map(({ producer }) => producer.op.name);
  assert.not.ok(
    names.some((name) => /^conv2d.*Gradient|reluGradient/.test(name)),
    names.join(),
  );
  const { frozen, trained } = cutFrozen(step);
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

test("features that would take more than the bound are not kept, and training is the same without", async () => {
  const { x, y } = halves(24);
  const trained = async (featureBytes: number) => {
    const model = network();
    for (const name of ["conv", "norm", "flatten"]) model.getLayer(name).trainable = false;
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: "categoricalCrossentropy", backend });
    const plans: string[] = [];
    const onPlan = (text: string): number => plans.push(text);
    const options = { epochs: 2, batchSize: 8, validationSplit: 0.25, featureBytes, onPlan };
    const { history, features } = await model.fit(x, y, options);
    return {
      plan: plans.join(),
      features,
      losses: { ...history },
      weights: [...model.getLayer("dense").parameters[0]!.values],
    };
  };
  const bytes = 4 * 64;
  const all = await trained(24 * bytes);
  assert.match(all.plan, /runs once a picture and its features are kept \(0\.0 MB\)/);
  assert.not.equal(all.features, null);
  for (const [bound, explanation] of [
    [24 * bytes - 1, /runs once a picture/],
    [18 * bytes - 1, /runs on every picture of every epoch, since its features \(0\.0 MB\) are too many to keep/],
  ] as const) {
    const bounded = await trained(bound);
    assert.match(bounded.plan, explanation);
    assert.is(bounded.features, null, "not all of them");
    assert.equal(bounded.weights, all.weights);
    assert.equal(bounded.losses, all.losses);
  }
});

test("a batch norm that is trained behind a frozen layer has the statistics of whole batches", async () => {
  const { x, y } = halves(24);
  const train = async (freeze: (model: Sequential) => { readonly [layer: string]: number }): Promise<number[]> => {
    const model = network();
    const learningRateMultipliers = freeze(model);
    const optimizer = new SGD({ learningRate: 0.1 });
    model.compile({ optimizer, loss: "categoricalCrossentropy", backend, learningRateMultipliers });
    await model.fit(x, y, { batchSize: 12, epochs: 2 });
    return model.getLayer("norm").parameters.flatMap(({ values }) => [...values]);
  };
  const frozen = await train((model) => {
    model.getLayer("conv").trainable = false;
    return {};
  });
  const still = await train(() => ({ conv: 0 }));
  assertClose(Float32Array.from(frozen), Float32Array.from(still), 1e-6, "the batch norm's weights");
});

test("which layers are trained is settled by the first fit after compile, as in Keras", async () => {
  const { x, y } = halves(16);
  const model = network();
  const valuesOf = (name: string): number[] => model.getLayer(name).parameters.flatMap(({ values }) => [...values]);
  const both = () => ({ conv: valuesOf("conv"), norm: valuesOf("norm") });
  const compile = (): void =>
    model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: "categoricalCrossentropy", backend });
  const fit = (): Promise<string[]> => warningsOf(() => model.fit(x, y, { batchSize: 8 }));
  const first = both();
  compile();
  model.trainable = false;
  assert.match((await fit()).join(), /fit: nothing of model "sequential" is trained/);
  assert.equal(both(), first, "frozen between compile and the first fit: the statistics stay too");
  model.trainable = true;
  assert.match((await fit()).join(), /fit: layer "input" was unfrozen after the first training/);
  assert.equal(both(), first, "unfrozen after the first fit: waits for compile");
  compile();
  assert.equal(await fit(), []);
  const moved = both();
  assert.not.equal(moved.conv, first.conv);
  assert.not.equal(moved.norm, first.norm);
  model.getLayer("conv").trainable = false;
  assert.match((await fit()).join(), /fit: layer "conv" was frozen after the first training/);
  assert.not.equal(both().conv, moved.conv, "frozen between two fits: still trained");
});

test("a training that is refused settles nothing", async () => {
  const { x, y } = halves(8);
  const wrong = Tensor.from(new Float32Array(24), [8, 3]);
  const model = network();
  const kernel = () => [...model.getLayer("conv").parameters[0]!.values];
  const before = kernel();
  for (const train of [() => model.fit(x, wrong), () => model.trainOnBatch(x, wrong)]) {
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy", backend });
    model.getLayer("conv").trainable = false;
    assert.match(String(await train().catch((reason: unknown) => reason)), /expected y/);
    model.getLayer("conv").trainable = true;
    assert.equal(await warningsOf(() => model.fit(x, y)), []);
    assert.not.equal(kernel(), before);
    model.getLayer("conv").parameters[0]!.values = Float32Array.from(before);
  }
});

test("errors of a step name the method that was called", async () => {
  const { x, y } = halves(8);
  const sparse = Tensor.from(new Float32Array(8).fill(5), [8]);
  const failing = async (loss: CompileOptions["loss"], targets: Tensor) => {
    const model = network();
    model.compile({ optimizer: "sgd", loss, backend });
    const calls = {
      fit: () => model.fit(x, targets),
      evaluate: () => model.evaluate(x, targets),
      trainOnBatch: () => model.trainOnBatch(x, targets),
      testOnBatch: () => model.testOnBatch(x, targets),
    };
    for (const [method, call] of Object.entries(calls)) {
      const error = await call().catch((reason: unknown) => reason);
      assert.match(String(error), new RegExp(`^LinnetError: ${method}: expected `));
    }
  };
  await failing((target) => target, y);
  await failing("sparseCategoricalCrossentropy", sparse);
  await failing("meanSquaredError", sparse);
  const model = network();
  model.compile({ optimizer: "sgd", loss: "meanSquaredError", backend });
  const weighed = await model.trainOnBatch(x, y, { classWeight: { 2: 1 } }).catch((reason: unknown) => reason);
  assert.is(String(weighed), 'LinnetError: trainOnBatch: expected classWeight by the classes 0 to 1, got "2"');
  const nan = Tensor.from(new Float32Array(16).fill(Number.NaN), [8, 2]);
  const error = await model.trainOnBatch(x, nan).catch((reason: unknown) => reason);
  assert.is(String(error), "DivergenceError: trainOnBatch: the loss is NaN at step 1");
});

test("a validation that is refused leaves no program open", async () => {
  const { x, y } = halves(8);
  const model = network();
  model.getLayer("conv").trainable = false;
  let open = 0;
  const counting: Backend = {
    ...backend,
    compile: async (plan) => {
      const program = await backend.compile(plan);
      open += 1;
      return {
        ...program,
        close: async () => {
          open -= 1;
          await program.close();
        },
      };
    },
  };
  const crossentropy = categoricalCrossentropy();
  model.compile({ optimizer: "sgd", loss: (target, output) => crossentropy(target, output), backend: counting });
  const validationData = [x, y, new Float32Array(8).fill(1)] as const;
  const error = await model.fit(x, y, { validationData }).catch((reason: unknown) => reason);
  assert.match(String(error), /expected a loss \(target, output, sampleWeight\)/);
  assert.is(open, 0);
});

/** The lines that are printed as warnings meanwhile. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => void lines.push(line);
  try {
    await run();
  } finally {
    console.warn = warn;
  }
  return lines;
}

test("a thousand steps of a head allocate no plan memory after the first", async () => {
  const head = new Sequential([
    input({ shape: [32] }),
    new Dense({ units: 16, activation: "relu" }),
    new Dropout({ rate: 0.5 }),
    new Dense({ units: 2, activation: "softmax" }),
  ]);
  let programs = 0;
  const memories = new Set<ArrayBufferLike>();
  const watched: Backend = {
    ...backend,
    compile: async (plan) => {
      programs += 1;
      assert.is(plan.copies.length, 0, "new weights and moments are written over the old ones");
      const program = await backend.compile(plan);
      const run: typeof program.run = async (feeds) => {
        const results = await program.run(feeds);
        for (const { buffer } of results) memories.add(buffer);
        return results;
      };
      return { ...program, run };
    },
  };
  head.compile({ optimizer: new Adam(), loss: "categoricalCrossentropy", backend: watched });
  const x = randomTensor([8, 32], "head");
  const y = Tensor.from(
    Float32Array.from({ length: 16 }, (_, index) => (index % 2 === 0 ? 1 : 0)),
    [8, 2],
  );
  await head.fit(x, y, { epochs: 1000, batchSize: 8, shuffle: false });
  assert.is(programs, 1, "one plan, whose memory is made with it, serves all steps");
  assert.is(memories.size, 2, "every step gives its loss and its output in the same two arrays");
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

test("early stopping leaves the model with the weights of its best epoch", async () => {
  const { x, y } = halves(20);
  const model = network();
  model.compile({ optimizer: new SGD({ learningRate: 3 }), loss: "categoricalCrossentropy", backend });
  const byEpoch: Map<string, { values: Float32Array }>[] = [];
  const { history } = await model.fit(x, y, {
    epochs: 12,
    batchSize: 5,
    validationSplit: 0.25,
    callbacks: [
      { onEpochEnd: () => void byEpoch.push(model.getWeights()) },
      earlyStopping({ patience: 4, restoreBestWeights: true }),
    ],
  });
  const best = history.val_loss!.indexOf(Math.min(...history.val_loss!));
  assert.ok(best < byEpoch.length - 1, `the last epoch is not the best: ${history.val_loss}`);
  const valuesOf = (weights: ReadonlyMap<string, { values: Float32Array }>) =>
    [...weights.values()].map(({ values }) => [...values]);
  assert.equal(valuesOf(model.getWeights()), valuesOf(byEpoch[best]!));
  assert.not.equal(valuesOf(model.getWeights()), valuesOf(byEpoch.at(-1)!));
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

/** As workers and graphics hardware do: a run takes a while, and a closed program runs no more. */
const slow: Backend = {
  name: "slow",
  compile: async (plan) => {
    const program = await backend.compile(plan);
    let isClosed = false;
    const run: typeof program.run = async (feeds) => {
      const results = await program.run(feeds);
      await new Promise(setImmediate);
      if (isClosed) throw new Error("the program was closed while it ran");
      return results;
    };
    const close = async (): Promise<void> => {
      isClosed = true;
    };
    return { ...program, run, close };
  },
};

test("predictions that do not wait for each other have results of their own", async () => {
  const model = network();
  model.useBackend(slow);
  const { x } = halves(7);
  const whole = await model.predict(x, { batchSize: 2 });
  const parts = [x.slice(0, 2), x.slice(2, 3), x.slice(3, 5), x.slice(5, 7)];
  const together = await Promise.all(parts.map((part) => model.predict(part, { batchSize: 2 })));
  const joined = together.flatMap(({ values }) => [...values]);
  assertClose(joined, whole.values, 1e-6, "outputs");
  const last = model.predict(x, { batchSize: 2 });
  await model.close();
  assert.equal((await last).values, whole.values, "closing waits for them");
});

test("another backend serves the predictions from then on", async () => {
  const model = network();
  model.useBackend(backend);
  await model.predict(halves(2).x);
  assert.match(model.describeBackend(), /reference/);
  model.useBackend({
    ...backend,
    compile: async (plan) => ({ ...(await backend.compile(plan)), describe: () => "b" }),
  });
  await model.predict(halves(2).x);
  assert.is(model.describeBackend(), "b");
});

test("a model file gives the same model back", async () => {
  const model = network();
  const record = {
    classes: ["left", "right"],
    preprocessing: { mode: "none", resize: "bilinear" },
    training: { epochs: 3 },
  } as const;
  const { model: copy, record: read } = decodeModel(encodeNetwork(model, record), "model.safetensors");
  assert.equal(read, record);
  const { x } = halves(3);
  model.useBackend(backend);
  copy.useBackend(backend);
  assertClose((await copy.predict(x)).values, (await model.predict(x)).values, 0, "outputs");
});

test("a model file that is not whole is named, with what is wrong", () => {
  const entries = { architecture: "{}", classes: '["a","b"]', preprocessing: "{}", training: "{}" };
  const architecture = JSON.stringify(network().toConfig());
  const preprocessing = '{"mode":"none","resize":"bilinear"}';
  const weights = network().getWeights();
  const cases: readonly (readonly [{ readonly [name: string]: string }, RegExp])[] = [
    [{ format: "linnet/9" }, /^m: expected a model of linnet .* got "linnet\/9"/],
    [{ architecture: "{" }, /^m: expected JSON in the metadata's "architecture", got \{/],
    [{}, /^m: no model can be made from the metadata's "architecture" \(/],
    [{ architecture: "null" }, /^m: no model can be made from the metadata's "architecture" \(/],
    [{ architecture, classes: '["a"]' }, /^m: expected 2 names in the metadata's "classes", got \["a"\]/],
    [
      { architecture, preprocessing: '{"mode":"x"}' },
      /^m: expected "preprocessing" with mode among .* got \{"mode":"x"\}/,
    ],
    [{ architecture, preprocessing, training: "" }, /^m: expected JSON in the metadata's "training"/],
  ];
  for (const [changes, message] of cases) {
    const bytes = writeSafetensors(weights, { format: "linnet/1", ...entries, ...changes });
    assert.throws(
      () => decodeModel(bytes, "m"),
      (error: Error) => message.test(error.message),
    );
  }
});

test("layers of a model are frozen together, and it says whether any is not", () => {
  const model = network();
  assert.is(model.trainable, true);
  model.trainable = false;
  assert.is(model.trainable, false);
  model.getLayer("dense").trainable = true;
  assert.is(model.trainable, true);
});

test("a backend can be named", async () => {
  const model = network();
  model.useBackend("reference");
  await model.predict(halves(1).x);
  assert.match(model.describeBackend(), /^reference/);
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
    () => model.compile({ optimizer: new SGD(), loss: "ctc" as "mse" }),
    /compile: loss: expected one of .*got "ctc"$/,
  );
  model.compile({ optimizer: new SGD({ learningRate: 1e30 }), loss: "categoricalCrossentropy", backend });
  await rejects(model.fit(y, y), /fit: expected x as a tensor \[count,6,6,1\], got \[4,2\]/);
  await rejects(model.fit(x, undefined as never), /fit: expected y as a tensor \[count,2\], got undefined/);
  await rejects(model.fit(x, y, { epochs: -1 }), /fit: expected epochs to be a whole number of 0 or more, got -1/);
  await rejects(model.fit(x, y, { batchSize: 0 }), /fit: expected batchSize to be a whole number/);
  await rejects(model.fit(x, y, { validationSplit: 1 }), /fit: expected validationSplit from 0 to below 1, got 1/);
  const source = arraySource(x, y);
  const weighted = { sampleWeight: [1, 1, 1, 1] };
  await rejects(
    model.fit(source, weighted as never),
    /fit: expected sampleWeight beside tensors, got it beside a source/,
  );
  await rejects(model.predict(x, { batchSize: 0 }), /predict: expected batchSize to be a whole number/);
  await rejects(model.evaluate(x, y, { batchSize: -1 }), /evaluate: expected batchSize to be a whole number/);
  assert.throws(
    () => model.compile({ optimizer: {} as never, loss: "meanSquaredError" }),
    /compile: expected an optimizer, as "adam" or new Adam\(\), got \{\}/,
  );
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
