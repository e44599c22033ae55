import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { grad, gradients, valueAndGrad } from "../../src/graph/gradient.js";
import { topologicalOrder } from "../../src/graph/trace.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";

test("a value that is used twice gathers both gradients", () => {
  const x = Tensor.from(Float32Array.of(3), []);
  // x^2 + x^3 has the slope 2x + 3x^2.
  const f = (input: Tensor): Tensor => {
    const square = ops.mul(input, input);
    return ops.add(square, ops.mul(square, input));
  };
  assert.is(grad(f)(x).item(), 33);
});

test("second derivatives of smooth ops", () => {
  const x = Tensor.from(Float32Array.of(0.5), []);
  const second = grad((input) => grad((inner) => ops.exp(ops.mul(inner, 2)))(input))(x).item();
  assert.ok(Math.abs(second - 4 * Math.E) < 1e-5, `got ${second}`);
});

test("broadcast axes are summed", () => {
  const { gradients: slopes } = valueAndGrad((a, b) => ops.sum(ops.mul(a, b)))(
    randomTensor([2, 3, 4], "a"),
    randomTensor([3, 1], "b"),
  );
  assert.equal(slopes[0]!.shape, [2, 3, 4]);
  assert.equal(slopes[1]!.shape, [3, 1]);
});

test("eager and compiled gradients are equal", async () => {
  const [x, w] = [randomTensor([4, 3], "x"), randomTensor([3, 2], "w")];
  const loss = (input: Tensor, weights: Tensor): Tensor => ops.mean(ops.square(ops.tanh(ops.matMul(input, weights))));
  const eager = valueAndGrad(loss)(x, w);
  const traced = await compile(
    (...inputs) => valueAndGrad(loss)(...(inputs as [Tensor, Tensor])).gradients,
    [x.shape, w.shape],
  );
  const compiled = await traced(x, w);
  eager.gradients.forEach((slope, index) => assertClose(compiled[index]!.values, slope.values, 1e-6, `input ${index}`));
});

test("what is frozen is not differentiated", () => {
  const [x, frozen, trained] = [Tensor.placeholder([2, 3]), Tensor.placeholder([3, 4]), Tensor.placeholder([4, 5])];
  const loss = ops.mean(ops.matMul(ops.relu(ops.matMul(x, frozen)), trained));
  const [slope] = gradients(loss, [trained]);
  const names = topologicalOrder([slope!]).map(({ producer }) => producer.op.name);
  assert.not.ok(names.includes("reluGradient"), names.join());
  assert.is(
    names.filter((name) => name === "matMul").length,
    2,
    "the frozen product, and the gradient by what is trained",
  );
});

test("what the loss does not depend on has the gradient 0", () => {
  const [a, b] = [Tensor.placeholder([2]), Tensor.placeholder([3])];
  assert.equal([...gradients(ops.sum(a), [a, b])[1]!.values], [0, 0, 0]);
});

test("a loss of several elements and an op without a gradient are named", () => {
  const x = Tensor.placeholder([2, 3]);
  assert.throws(() => gradients(x, [x]), /expected a loss of one element, got \[2,3\]/);
  const picture = Tensor.placeholder([1, 2, 2, 1]);
  const slope = grad((input) => ops.sum(ops.maxPool2d(input)))(picture);
  assert.throws(() => gradients(ops.sum(slope), [picture]), /maxPool2dGradient has no gradient: second derivatives/);
});

test.run();
