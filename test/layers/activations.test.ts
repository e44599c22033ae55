// Activations by name against Keras's (test/oracles/keras/edges.py), forward and back.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/graph/evaluate.js";
import { gradients } from "../../src/graph/gradient.js";
import { type ActivationName, activate, activationName, activationNames } from "../../src/layers/activations.js";
import "../../src/layers/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface ActivationCase {
  readonly options: { readonly activation: string };
  readonly inputs: readonly [FixtureTensor];
  readonly upstream: FixtureTensor;
  readonly output: FixtureTensor;
  readonly gradients: readonly [FixtureTensor];
}

/** Keras's names that are refused, and why. */
const refused: { readonly [name: string]: string } = {
  glu: "it halves the channels, which no activation of a layer does here",
  sparsemax: "it sorts, and there is no op for it",
  threshold: "Keras has it as a function of three arguments, and not by name",
};

const tested = new Set<ActivationName>();

for (const { options, inputs, upstream, output, gradients: slopes } of readFixture<{
  cases: readonly ActivationCase[];
}>("activations").cases) {
  const { activation } = options;
  if (activation in refused) {
    test(`${activation} is refused`, () => {
      assert.throws(() => activationName("Dense", activation as "relu"), /Dense: activation: expected one of/);
    });
    continue;
  }
  test(`${activation} is Keras's`, () => {
    const name = activationName("Dense", activation as "relu");
    tested.add(name);
    const [{ shape, values }] = inputs;
    const x = Tensor.placeholder(shape);
    const y = activate(name, x);
    const slope = gradients(y, [x], Tensor.from(Float32Array.from(upstream.values), upstream.shape));
    const found = evaluate([y, ...slope], new Map([[x, Float32Array.from(values)]]));
    assertClose(found[0]!, output.values, 3.6e-7, "output");
    assertClose(found[1]!, slopes[0].values, 1.8e-6, "gradient");
  });
}

test("other names mean the same functions", () => {
  const x = Tensor.from(Float32Array.of(-2, -0.5, 0.5, 2), [4]);
  const valuesOf = (name: ActivationName): Float32Array => evaluate([activate(name, x)], new Map())[0]!;
  const same = (a: ActivationName, b: ActivationName): void => assert.equal(valuesOf(a), valuesOf(b));
  same("silu", "swish");
  same("hardSilu", "hardSwish");
  assert.is(activationName("x", null), "linear");
  assert.is(activationName("x", "Hard_Sigmoid" as "relu"), "hardSigmoid");
});

test("every activation has a case", () => {
  const missing = activationNames().filter((name) => !tested.has(name));
  assert.equal(missing.sort(), ["hardSilu", "swish"], "other names of functions that have one");
});

test.run();
