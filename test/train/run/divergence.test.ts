import { suite } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { Dense, Dropout, input } from "../../../src/layers/index.js";
import type { LossName } from "../../../src/losses/lossNames.js";
import { SGD } from "../../../src/optim/sgd.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import type { Callback } from "../../../src/train/callbacks/callback.js";
import { Sequential } from "../../../src/train/sequential.js";
import { randomTensor } from "../../support/compare.js";

const test = suite("the layer that made a NaN");

interface Example {
  /** What the weights of these layers are multiplied by before training. */
  readonly enlarge?: { readonly [layer: string]: number };
  readonly learningRate?: number;
  readonly loss?: LossName;
  readonly x?: (x: Tensor) => void;
  readonly frozen?: readonly string[];
  readonly callbacks?: readonly Callback[];
}

/** Trains three dense layers on twelve examples in steps of four. */
async function train(example: Example): Promise<{ message: string; weights: readonly Float32Array[] }> {
  const { enlarge = {}, learningRate = 0.01, loss = "meanSquaredError", frozen = [], callbacks = [] } = example;
  const model = new Sequential([
    input({ shape: [6] }),
    new Dense({ name: "first", units: 5, activation: "relu" }),
    new Dropout({ name: "dropped", rate: 0.1 }),
    new Dense({ name: "second", units: 4 }),
    new Dense({ name: "last", units: 2 }),
  ]);
  for (const name of frozen) model.getLayer(name).trainable = false;
  for (const [name, factor] of Object.entries(enlarge)) {
    for (const parameter of model.getLayer(name).parameters) {
      parameter.values = parameter.values.map((value) => value * factor);
    }
  }
  const x = randomTensor([12, 6], "x");
  example.x?.(x);
  model.compile({ optimizer: new SGD({ learningRate }), loss, backend: referenceBackend });
  try {
    await model.fit(x, Tensor.from(new Float32Array(24), [12, 2]), { epochs: 4, batchSize: 4, callbacks });
  } catch (error) {
    return { message: (error as Error).message, weights: model.parameters.map(({ values }) => values) };
  }
  return { message: "nothing", weights: [] };
}

const cases: readonly (readonly [string, Example, RegExp])[] = [
  [
    "an output that is too large",
    { enlarge: { first: 1e20, second: 1e20 } },
    /^fit: the loss is (NaN|Infinity) at step 1: in step 1 the output of layer "second" was the first that is not finite$/,
  ],
  [
    "the loss, with finite outputs",
    { enlarge: { last: 1e25 } },
    /^fit: the loss is Infinity at step 1: in step 1 the loss was the first that is not finite$/,
  ],
  [
    "a gradient, where outputs and loss are finite: the loss tells it a step later",
    { enlarge: { second: 1e-30, last: 1e35 } },
    /^fit: the loss is NaN at step 2: in step 1 the gradient of weight "second\/bias" was the first that is not finite$/,
  ],
  [
    "the update, where the gradients are finite",
    { learningRate: 3e38, enlarge: { second: 1e3 } },
    /^fit: the loss is (NaN|Infinity) at step 2: in step 1 the update of the weights was the first that is not finite$/,
  ],
  [
    "the examples",
    { x: ({ values }) => void values.fill(Number.NaN, 30, 31) },
    /^fit: the loss is NaN at step \d: in step \d the batch's x hold a number that is not finite$/,
  ],
  [
    "a frozen layer",
    { enlarge: { first: 1e39 }, frozen: ["first"] },
    /the batch's features hold a number that is not finite$/,
  ],
];

for (const [name, example, message] of cases) {
  test(`names ${name}`, async () => {
    assert.match((await train(example)).message, message);
  });
}

test("the weights stay as the last whole epoch left them, and a callback's late epoch is repeated from there", async () => {
  let before: readonly Float32Array[] = [];
  const poison: Callback = {
    onEpochEnd: (epoch, _logs, controls) => {
      if (epoch !== 1) return;
      const weights = new Map(controls.getWeights());
      const { shape, values } = weights.get("second/kernel")!;
      weights.set("second/kernel", { shape, values: values.map(() => 1e38) });
      controls.setWeights(weights);
      before = [...weights.values()].map((weight) => weight.values);
    },
  };
  const { message, weights } = await train({ callbacks: [poison] });
  assert.match(message, /^fit: the loss is (NaN|Infinity) at step 7: in step 7 the (output of layer|loss|gradient)/);
  assert.equal(weights, before);
});

test.run();
