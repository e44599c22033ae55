import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Examples, Parts } from "../../../recipes/figures/examples.js";
import { errorsByWidth, errorsOfFeatures } from "../../../recipes/figures/widthAndSize.js";
import { loadBackend } from "../../../src/backends/index.js";
import { countMultiplyAdds } from "../../../src/graph/multiplyAdds.js";
import { trace } from "../../../src/graph/trace.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { mobileNetV2 } from "../../../src/models/mobilenetv2.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";

const signal = new AbortController().signal;

/** Rows of noise, brighter in class 0 than in class 1. */
function examples(count: number, shape: readonly number[]): Examples {
  const x = randomTensor([count, ...shape], `examples ${count}`);
  const y = new Float32Array(2 * count);
  const length = x.values.length / count;
  for (let row = 0; row < count; row += 1) {
    const label = row % 2;
    y[2 * row + label] = 1;
    for (let index = row * length; index < (row + 1) * length; index += 1) x.values[index]! += label === 0 ? 1 : -1;
  }
  return { x, y: Tensor.from(y, [count, 2]) };
}

const parts = (shape: readonly number[]): Parts => ({ training: examples(96, shape), heldOut: examples(16, shape) });

function expectedCost(alpha: number): number {
  const base = mobileNetV2({ alpha, inputShape: [32, 32, 3], includeTop: false, pooling: "avg" });
  return countMultiplyAdds(trace((x) => base.call(x, inferenceContext), [Tensor.placeholder([1, 32, 32, 3])]));
}

test("each width is trained from several starts, and costs what its graph counts", async () => {
  const backend = await loadBackend("wasm");
  const done: string[] = [];
  const onProgress = (count: number, total: number) => done.push(`${count}/${total}`);
  const options = { widths: [0.1, 0.2], starts: 2, epochs: 1, backend };
  const results = await errorsByWidth(parts([32, 32, 3]), options, { signal, onProgress });
  assert.equal(
    results.map(({ setting, multiplyAdds }) => [setting, multiplyAdds]),
    [0.1, 0.2].map((alpha) => [alpha, expectedCost(alpha)]),
  );
  assert.equal(
    results.map(({ errors }) => errors.length),
    [2, 2],
  );
  assert.equal(done, ["1/4", "2/4", "3/4", "4/4"]);
});

test("a network learns from pictures", async () => {
  const backend = await loadBackend("wasm");
  const options = { widths: [0.1], starts: 1, epochs: 25, backend };
  const [result] = await errorsByWidth(parts([32, 32, 3]), options, { signal, onProgress: () => {} });
  assert.ok(result!.errors[0]! < 0.2, `${result!.errors}`);
});

test("a head learns from features, at the cost of the base that made them", async () => {
  const backend = await loadBackend("wasm");
  const base = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], includeTop: false, pooling: "avg" });
  const options = { size: 32, base, starts: 2, epochs: 30, backend };
  const result = await errorsOfFeatures(parts([256]), options, { signal, onProgress: () => {} });
  assert.equal([result.setting, result.multiplyAdds], [32, expectedCost(0.35)]);
  assert.equal(result.errors, [0, 0]);
});

test("a signal ends it after the step that runs", async () => {
  const backend = await loadBackend("wasm");
  const controller = new AbortController();
  const options = { widths: [0.1], starts: 1, epochs: 2, backend };
  const tools = { signal: controller.signal, onProgress: () => controller.abort() };
  const outcome = await errorsByWidth(parts([32, 32, 3]), options, tools).catch(({ name }) => name);
  assert.is(outcome, "AbortError");
});

test.run();
