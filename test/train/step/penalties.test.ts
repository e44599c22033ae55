// Training with regularizers and constraints comes to Keras's losses and weights (test/oracles/keras/regularizers.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, type DenseOptions, Flatten, input } from "../../../src/layers/index.js";
import { exportNetwork } from "../../../src/model/exportNetwork.js";
import { Adam, SGD } from "../../../src/optim/index.js";
import { sum } from "../../../src/tensor/ops/index.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { Model } from "../../../src/train/model.js";
import { Sequential } from "../../../src/train/sequential.js";
import { assertClose, randomTensor } from "../../support/compare.js";
import { type FixtureTensor, readFixture } from "../../support/kerasFixture.js";

interface PenaltyCase {
  readonly name: string;
  readonly options: Partial<DenseOptions>;
  readonly optimizer: readonly ["SGD" | "Adam", { readonly learningRate: number }];
  readonly frozen: boolean;
  readonly loss: readonly number[];
  readonly val_loss: readonly number[];
  readonly weights: readonly FixtureTensor[];
}

const fixture = readFixture<{
  x: FixtureTensor;
  y: FixtureTensor;
  held: FixtureTensor;
  heldY: FixtureTensor;
  initial: readonly FixtureTensor[];
  cases: readonly PenaltyCase[];
}>("regularizers");
const tensorOf = ({ shape, values }: FixtureTensor): Tensor => Tensor.from(Float32Array.from(values), shape);

function createModel(options: Partial<DenseOptions>): Sequential {
  return new Sequential([
    input({ shape: [4] }),
    new Dense({ name: "a", units: 3, activation: "tanh", ...options }),
    new Dense({ name: "b", units: 2, activation: "softmax", kernelRegularizer: { name: "l2", l2: 0.02 } }),
  ]);
}

for (const { name, options, optimizer, frozen, loss, val_loss, weights } of fixture.cases) {
  test(`${name}: Keras's losses and weights`, async () => {
    const model = createModel(options);
    model.parameters.forEach((parameter, index) => {
      parameter.values = Float32Array.from(fixture.initial[index]!.values);
    });
    model.getLayer("a").trainable = !frozen;
    const [optimizerName, optimizerOptions] = optimizer;
    const rule = optimizerName === "SGD" ? new SGD(optimizerOptions) : new Adam(optimizerOptions);
    model.compile({ optimizer: rule, loss: "categoricalCrossentropy" });
    const validationData = [tensorOf(fixture.held), tensorOf(fixture.heldY)] as const;
    const { history } = await model.fit(tensorOf(fixture.x), tensorOf(fixture.y), {
      ...{ batchSize: 4, epochs: 4, shuffle: false, validationData },
    });
    assertClose(history.loss!, loss, 2e-6, "loss");
    assertClose(history.val_loss!, val_loss, 2e-6, "val_loss");
    model.parameters.forEach((parameter, index) => {
      assertClose(parameter.values, weights[index]!.values, 3e-6, parameter.name);
    });
    await model.close();
  });
}

test("what outputs cost goes into model files and Keras's, and is of what an activation gives", async () => {
  const activityRegularizer = { name: "l1l2", l1: 0.1, l2: 0 } as const;
  const model = createModel({ activityRegularizer });
  assert.equal(model.getLayer("a").activityRegularizer, activityRegularizer);
  const again = await Model.decode(model.encode());
  assert.equal(again.getLayer("a").activityRegularizer, activityRegularizer);
  const [file] = await exportNetwork(model, { format: "keras" });
  const ofKeras = await Model.load(file!.bytes);
  assert.equal(ofKeras.getLayer("a").activityRegularizer, activityRegularizer);
  assert.is(ofKeras.getLayer("b").activityRegularizer, null);
  assert.throws(
    () => new Flatten({ activity_regularizer: "l2" } as never),
    /Flatten: unknown option activity_regularizer: did you mean activityRegularizer\?/,
  );
  assert.throws(
    () => new Dense({ units: 1, activityRegularizer: "l3" as never }),
    /Dense: activityRegularizer: expected/,
  );
});

test("functions of one's own, and what they must give", async () => {
  const [x, y] = [randomTensor([4, 4], "x"), tensorOf({ shape: [4, 2], values: [1, 0, 0, 1, 1, 0, 0, 1] })];
  const train = async (options: Partial<DenseOptions>): Promise<Sequential> => {
    const model = createModel(options);
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    await model.fit(x, y);
    return model;
  };
  const zeroed = await train({
    kernelConstraint: (weight) => Tensor.from(new Float32Array(weight.size), weight.shape),
  });
  assert.ok(zeroed.parameters[0]!.values.every((value) => value === 0));
  assert.throws(
    () => zeroed.encode(),
    /not written: .*Dense "a": kernelConstraint: expected one of .*, got "a function"/,
  );
  const failures = [
    [
      { kernelRegularizer: (weight: Tensor) => sum(weight, 0) },
      /the regularizer of weight "a\/kernel" to give \[\], got \[3\]/,
    ],
    [
      { activityRegularizer: (output: Tensor) => sum(output, 0) },
      /the activityRegularizer of layer "a" to give \[\], got \[3\]/,
    ],
    [{ biasConstraint: (weight: Tensor) => sum(weight) }, /the constraint of weight "a\/bias" to give \[3\], got \[\]/],
  ] as const;
  for (const [options, message] of failures) {
    const error = await train(options).then(
      () => null,
      (reason: Error) => reason,
    );
    assert.match(String(error), message);
  }
  const model = createModel(failures[0][0]);
  model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
  const error = await model.evaluate(x, y).catch((reason: unknown) => reason);
  assert.match(String(error), /^LinnetError: evaluate: expected the regularizer of weight "a\/kernel"/);
});

test.run();
