import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/graph/evaluate.js";
import { partition } from "../../src/graph/partition.js";
import { graphOf } from "../../src/graph/trace.js";
import { add, exp, matMul, mul, relu } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";

const x = Tensor.placeholder([3, 4], "x");
const w = Tensor.placeholder([5, 2], "w");
const frozen = randomTensor([4, 5], "frozen");

test("what depends on the inputs alone goes before the cut, and both halves make the whole", () => {
  const features = relu(matMul(x, frozen));
  const graph = graphOf([x], [exp(mul(matMul(features, w), 0.1))]);
  const parts = partition(graph, new Set([w]))!;
  assert.equal(
    parts.prefix.nodes.map(({ producer }) => producer.op.name),
    ["matMul", "relu"],
  );
  assert.equal(
    parts.suffix.nodes.map(({ producer }) => producer.op.name),
    ["matMul", "mul", "exp"],
  );
  assert.is(parts.cutSize, 1);
  const given = randomTensor([3, 4], "given").values;
  const weights = randomTensor([5, 2], "weights").values;
  const [whole] = evaluate(
    graph.outputs,
    new Map([
      [x, given],
      [w, weights],
    ]),
  );
  const cut = evaluate(parts.prefix.outputs, new Map([[x, given]]));
  const feeds = new Map([[w, weights], ...parts.suffix.inputs.map((input, index) => [input, cut[index]!] as const)]);
  assertClose(evaluate(parts.suffix.outputs, feeds)[0]!, whole!, 0, "halves");
});

test("a value that is read twice is handed over once, and an input that only the second half reads stays its input", () => {
  const shared = relu(x);
  const scale = Tensor.placeholder([3, 4], "scale");
  const graph = graphOf([x, scale], [mul(shared, scale), add(shared, scale)]);
  const parts = partition(graph, new Set([scale]))!;
  assert.is(parts.cutSize, 1);
  assert.is(parts.suffix.inputs.length, 2);
  assert.is(parts.suffix.inputs[1], scale);
});

test("nothing to gain where all depends on what varies", () => {
  assert.is(partition(graphOf([x], [exp(mul(x, Tensor.placeholder([])))]), new Set([x])), null);
});

test.run();
