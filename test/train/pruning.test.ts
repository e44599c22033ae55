import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import {
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Flatten,
  GlobalAveragePooling2D,
  input,
  SeparableConv2D,
} from "../../src/layers/index.js";
import { Adam, AdamW } from "../../src/optim/adam.js";
import type { Optimizer } from "../../src/optim/optimizer.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { countZeros, type PruningOptions, prunableLayers, pruneLowMagnitude } from "../../src/train/pruning.js";
import { Sequential } from "../../src/train/sequential.js";
import { assertClose, randomTensor } from "../support/compare.js";

/** Pictures of 4 x 4 pixels and two channels, whose class is the channel that is brighter. */
function examples(count: number): { x: Tensor; y: Tensor } {
  const x = randomTensor([count, 4, 4, 2], "pruned pictures");
  const y = new Float32Array(2 * count);
  for (let picture = 0; picture < count; picture += 1) {
    for (let pixel = 0; pixel < 16; pixel += 1) x.values[32 * picture + 2 * pixel + (picture % 2)]! += 1;
    y[2 * picture + (picture % 2)] = 1;
  }
  return { x, y: Tensor.from(y, [count, 2]) };
}

function network(): Sequential {
  return new Sequential([
    input({ shape: [4, 4, 2] }),
    new Conv2D({ name: "first", filters: 6, kernelSize: 3, padding: "same", activation: "relu" }),
    new DepthwiseConv2D({ name: "depthwise", kernelSize: 3, padding: "same" }),
    new Conv2D({ name: "pointwise", filters: 20, kernelSize: 1, activation: "relu" }),
    new BatchNormalization({ name: "norm", momentum: 0.8 }),
    new SeparableConv2D({ name: "separable", filters: 10, kernelSize: 3, activation: "relu" }),
    new GlobalAveragePooling2D(),
    new Dense({ name: "hidden", units: 30, activation: "relu" }),
    new Dense({ name: "output", units: 2, activation: "softmax" }),
  ]);
}

function values(model: Sequential, name: string): Float32Array {
  return model.getWeights().get(name)!.values;
}

const pruned = ["pointwise/kernel", "separable/pointwise_kernel", "hidden/kernel", "output/kernel"];

/** Each makes five updates of 40 examples, in batches of this size. */
const optimizers: { readonly [name: string]: readonly [Optimizer, batchSize: number] } = {
  Adam: [new Adam({ learningRate: 0.01 }), 8],
  AdamW: [new AdamW({ learningRate: 0.01, weightDecay: 0.1 }), 8],
  momentum: [new SGD({ learningRate: 0.01, momentum: 0.9 }), 8],
  "two batches an update": [new SGD({ learningRate: 0.01, gradientAccumulationSteps: 2 }), 4],
};

for (const [name, [inner, batchSize]] of Object.entries(optimizers)) {
  test(`with ${name}, after every epoch the zeros are those of the schedule, and no zero comes back`, async () => {
    const { x, y } = examples(40);
    const model = network();
    const schedule = { initialSparsity: 0.1, finalSparsity: 0.75, beginStep: 5, endStep: 20, frequency: 5 };
    const optimizer = pruneLowMagnitude(inner, { ...schedule, layers: prunableLayers(model) });
    model.compile({ optimizer, loss: "categoricalCrossentropy", backend: referenceBackend });
    let before = new Map<string, Float32Array>();
    // The masks change in the updates 5, 10, 15 and 20, each of them the first of its epoch.
    const expected = [0, 0.1, 0.75 - 0.65 * (2 / 3) ** 3, 0.75 - 0.65 * (1 / 3) ** 3, 0.75, 0.75, 0.75];
    await model.fit(x, y, {
      epochs: 7,
      batchSize,
      callbacks: [
        {
          onEpochEnd: (epoch) => {
            for (const weight of pruned) {
              const now = values(model, weight);
              const zeros = now.filter((value) => value === 0).length;
              assert.is(zeros, Math.round(expected[epoch]! * now.length), `${weight} after epoch ${epoch}`);
              before.get(weight)?.forEach((value, index) => {
                if (value === 0) assert.is(now[index], 0, `${weight} at ${index}, epoch ${epoch}`);
              });
            }
            before = new Map(pruned.map((weight) => [weight, values(model, weight)]));
          },
        },
      ],
    });
    for (const weight of ["first/kernel", "depthwise/depthwise_kernel", "separable/depthwise_kernel"]) {
      assert.ok(
        values(model, weight).every((value) => value !== 0),
        `${weight} is left alone`,
      );
    }
  });
}

/** Adam's first moments, which is what it remembers of gradients. */
async function momentsAfterOneStep(layers: PruningOptions["layers"], model: Sequential): Promise<Float32Array> {
  const seen: Float32Array[] = [];
  const inner = new Adam();
  const watched: Optimizer = {
    name: "watched",
    learningRate: inner.learningRate,
    gradientArguments: inner.gradientArguments,
    config: () => inner.config(),
    initialSlots: (shape) => inner.initialSlots(shape),
    update: (inputs) => inner.update(inputs),
  };
  const backend = {
    ...referenceBackend,
    compile: async (plan: Parameters<typeof referenceBackend.compile>[0]) => {
      const program = await referenceBackend.compile(plan);
      const run: typeof program.run = async (feeds) => {
        const results = await program.run(feeds);
        seen.push(...(await program.readState()));
        return results;
      };
      return { ...program, run };
    },
  };
  const optimizer = pruneLowMagnitude(watched, { finalSparsity: 0.5, endStep: 0, layers });
  model.compile({ optimizer, loss: "categoricalCrossentropy", backend });
  const { x, y } = examples(8);
  await model.fit(x, y, { epochs: 1, batchSize: 8 });
  // The state is kernel and bias, then the kernel's two moments and its mask, then the bias's moments.
  return seen[2]!;
}

test("gradients of pruned weights are ignored, those of others are not changed", async () => {
  const model = new Sequential([
    input({ shape: [4, 4, 2] }),
    new Flatten(),
    new Dense({ name: "dense", units: 2, activation: "softmax" }),
  ]);
  const moments = await momentsAfterOneStep([model.getLayer("dense")], model);
  const kernel = values(model, "dense/kernel");
  assert.is(kernel.filter((value) => value === 0).length, 32);
  kernel.forEach((value, index) => {
    assert.is(moments[index] === 0, value === 0, `moment ${moments[index]} of weight ${value}`);
  });
});

test("a task that is easy stays so with nine weights in ten gone", async () => {
  const { x, y } = examples(120);
  const model = network();
  const compile = (optimizer: Optimizer): void =>
    model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"], backend: referenceBackend });
  compile(new Adam({ learningRate: 0.01 }));
  await model.fit(x, y, { epochs: 12, batchSize: 24 });
  const dense = await model.evaluate(x, y);
  const options = { finalSparsity: 0.9, endStep: 20, frequency: 4, layers: prunableLayers(model) };
  compile(pruneLowMagnitude(new Adam({ learningRate: 0.01 }), options));
  await model.fit(x, y, { epochs: 16, batchSize: 24 });
  const sparse = await model.evaluate(x, y);
  const { weights, zeros } = countZeros(prunableLayers(model));
  assert.ok(Math.abs(zeros / weights - 0.9) < 0.01);
  assert.ok(dense.accuracy! > 0.95 && sparse.accuracy! > 0.95, `${dense.accuracy}, then ${sparse.accuracy}`);
});

test("the wasm backend prunes the same weights, on threads too", async () => {
  const { x, y } = examples(16);
  const results = [];
  for (const backend of [
    referenceBackend,
    await wasmBackend({ threads: 1 }),
    await wasmBackend({ threads: 2, smallestSharedWork: 0 }),
  ]) {
    const model = network();
    const options = { finalSparsity: 0.6, endStep: 2, frequency: 1, layers: prunableLayers(model) };
    const optimizer = pruneLowMagnitude(new SGD({ learningRate: 0.01 }), options);
    model.compile({ optimizer, loss: "categoricalCrossentropy", backend });
    await model.fit(x, y, { epochs: 2, batchSize: 8 });
    results.push(model);
  }
  const [reference, ...others] = results;
  for (const other of others) {
    for (const weight of pruned) {
      const [expected, found] = [values(reference!, weight), values(other, weight)];
      assert.equal(
        [...found].map((value) => value === 0),
        [...expected].map((value) => value === 0),
        weight,
      );
      assertClose(found, expected, 1e-4, weight);
    }
  }
});

test("the prunable layers are all with a kernel but the first convolution; a dense layer may be the first", () => {
  assert.equal(
    prunableLayers(network()).map(({ name }) => name),
    ["pointwise", "separable", "hidden", "output"],
  );
  const head = new Sequential([input({ shape: [4] }), new Dense({ name: "only", units: 2 })]);
  assert.equal(
    prunableLayers(head).map(({ name }) => name),
    ["only"],
  );
  assert.equal(prunableLayers(new Sequential([input({ shape: [2, 2] }), new Flatten()])), []);
});

test("mistakes are named", () => {
  const model = network();
  const prune = (options: Partial<PruningOptions>) => () =>
    pruneLowMagnitude(new SGD(), { finalSparsity: 0.5, endStep: 10, layers: prunableLayers(model), ...options });
  const cases: readonly (readonly [Partial<PruningOptions>, RegExp])[] = [
    [{ finalSparsity: 1 }, /^pruneLowMagnitude: expected finalSparsity to be from 0 to below 1, got 1$/],
    [{ initialSparsity: 0.6 }, /expected initialSparsity to be from 0 to finalSparsity, 0.5, got 0.6/],
    [{ beginStep: -1 }, /expected beginStep to be a whole number of 0 or more, got -1/],
    [{ beginStep: 11 }, /expected endStep to be a step from beginStep, 11, on, got 10/],
    [{ frequency: 0 }, /expected frequency to be a whole number of 1 or more, got 0/],
    [{ power: 0 }, /expected power to be above 0, got 0/],
    [{ layers: [] }, /expected layers to prune, got none/],
    [{ layers: [model.getLayer("depthwise")] }, /layer "depthwise" has no kernel to prune/],
  ];
  for (const [options, message] of cases) assert.throws(prune(options), message);
  const unknown = { final_sparsity: 0.5 } as never;
  assert.throws(
    () => pruneLowMagnitude(new SGD(), unknown),
    /unknown option final_sparsity: did you mean finalSparsity\?/,
  );
  assert.throws(
    () => pruneLowMagnitude("sgd" as never, unknown),
    /pruneLowMagnitude: expected an optimizer, .*, got "sgd"/,
  );
  assert.throws(() => pruneLowMagnitude(new SGD(), {} as never), /expected finalSparsity .*, got undefined/);
  const averaging = new SGD({ useEma: true });
  const given = { finalSparsity: 0.5, endStep: 10, layers: prunableLayers(model) };
  assert.throws(() => pruneLowMagnitude(averaging, given), /pruneLowMagnitude: expected an optimizer without useEma/);
  model.getLayer("hidden").trainable = false;
  assert.throws(prune({}), /layer "hidden" is frozen, and only trained layers can be pruned/);
});

test.run();
