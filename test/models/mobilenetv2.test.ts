import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { compile } from "../../src/backends/compile.js";
import { gpuBackend } from "../../src/backends/gpu/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { layerSummaries, summary } from "../../src/model/summary.js";
import { mobileNetV2, mobileNetV2Architecture } from "../../src/models/mobilenetv2.js";
import { makeDivisible } from "../../src/models/parts.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { testArchitecture } from "../support/architectureTests.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { sharedPath } from "../support/shared.js";
import { top1On } from "../support/top1.js";

// Parameters as Keras counts them with moving statistics, and millions of multiply-adds: table 4 of the paper and the
// authors' list (https://github.com/tensorflow/models/tree/master/research/slim/nets/mobilenet).
const counts = [
  { alpha: 0.35, parameters: 1691208, millions: 59 },
  { alpha: 0.5, parameters: 1987224, millions: 97 },
  { alpha: 0.75, parameters: 2663064, millions: 209 },
  { alpha: 1, parameters: 3538984, millions: 300 },
  { alpha: 1.3, parameters: 5431048, millions: 509 },
  { alpha: 1.4, parameters: 6156712, millions: 582 },
];

for (const { alpha, parameters, millions } of counts) {
  test(`width multiplier ${alpha} has the paper's parameters and multiply-adds`, () => {
    const rows = layerSummaries(mobileNetV2({ alpha }));
    assert.is(
      rows.reduce((sum, row) => sum + row.parameters, 0),
      parameters,
    );
    const found = rows.reduce((sum, row) => sum + row.multiplyAdds, 0) / 1e6;
    assert.ok(Math.abs(found - millions) < 1, `expected ${millions} million multiply-adds, got ${found}`);
  });
}

test("channels are rounded to 8, and by no more than a tenth down", () => {
  assert.equal(
    [8, 11.2, 12, 16, 24 * 0.35, 32 * 1.3, 96 * 0.35].map((channels) => makeDivisible(channels)),
    [8, 16, 16, 16, 8, 40, 32],
  );
});

test("other input sizes, and the forms without a classifier", () => {
  assert.equal(mobileNetV2({ inputShape: [32, 48, 3], includeTop: false }).outputShape, [1, 2, 1280]);
  assert.equal(mobileNetV2({ alpha: 1.4, includeTop: false, pooling: "avg" }).outputShape, [1792]);
  assert.equal(mobileNetV2({ classes: 7 }).outputShape, [7]);
  assert.throws(() => mobileNetV2({ alpha: 0 }), /expected alpha above 0, got 0/);
  assert.throws(
    () => mobileNetV2({ includeTop: false, pooling: "sum" as "avg" }),
    /pooling "avg", "max" or null, got "sum"/,
  );
  assert.throws(() => mobileNetV2({ classes: 0 }), /MobileNetV2: expected classes to be a whole number of 1 or more/);
  assert.throws(() => mobileNetV2({ inputShape: [31, 64, 3] }), /sides of 32 or more, got \[31,64,3\]/);
});

test("the plan of one picture needs under half of the sum of its activations", async () => {
  const model = mobileNetV2();
  const { plan } = await compile((x) => model.call(x, inferenceContext), [[1, 224, 224, 3]], { backend: "reference" });
  assert.ok(plan.arenaBytes < plan.activationBytes / 2, `${plan.arenaBytes} of ${plan.activationBytes} bytes`);
  assert.is(plan.steps.length, 55, "52 convolutions, the mean, the product and softmax");
});

test("batch norm folds out of the plan and changes nothing", async () => {
  const model = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 5 });
  for (const parameter of model.parameters.filter(({ name }) => /gamma|moving_variance/.test(name))) {
    parameter.values = randomTensor(parameter.shape, parameter.name, (value) => 1 + 0.3 * value).values;
  }
  const x = randomTensor([1, 32, 32, 3], "x");
  const run = await compile((input) => model.call(input, inferenceContext), [x.shape], { backend: "reference" });
  assert.not.ok(run.plan.steps.some(({ op }) => op.name === "batchNorm"));
  const [found] = await run(x);
  assertClose(found!.values, model.call(x, inferenceContext).values, 1e-4, "folded and not");
});

test("summary lists Keras's layer names", () => {
  const text = summary(mobileNetV2({ alpha: 0.35, inputShape: [96, 96, 3] }));
  for (const name of [
    "Conv1",
    "bn_Conv1",
    "expanded_conv_depthwise_BN",
    "block_16_project",
    "Conv_1_bn",
    "out_relu",
    "predictions",
  ]) {
    assert.match(text, new RegExp(`^${name} \\(`, "m"));
  }
  assert.match(text, /^Conv1 \(Conv2D\) +\(None, 48, 48, 16\) +432 +995,328$/m);
});

testArchitecture(mobileNetV2Architecture, { blocks: 17 });

const weightsFile = sharedPath("weights/mobilenetv2-1.0-224-imagenet.safetensors", "MobileNetV2 against PyTorch");
const goldenFile = sharedPath("golden/mobilenetv2-1.0-224.safetensors", "MobileNetV2 against PyTorch");

const backends: { readonly [name: string]: () => Promise<Backend> } = {
  "gpu webasm": () => gpuBackend({ mode: "webasm" }),
  "wasm, one thread": () => wasmBackend({ threads: 1 }),
  "wasm, two threads": () => wasmBackend({ threads: 2 }),
};

for (const [name, backend] of Object.entries(backends)) {
  if (weightsFile === null || goldenFile === null) break;
  test(`${name}: logits and every block's statistics equal PyTorch's`, async () => {
    const { tensors } = readSafetensors(readFileSync(goldenFile), goldenFile);
    const model = mobileNetV2({ folded: true });
    model.loadWeights(readSafetensors(readFileSync(weightsFile), weightsFile).tensors);
    const blocks = [...tensors.keys()].flatMap((name) => /^block\/(.+)\/mean$/.exec(name)?.[1] ?? []);
    const names = model.layers.map(({ name }) => name);
    const outputOf = (block: string): string =>
      [`${block}_add`, `${block}_project`, `${block}_relu`, block === "Conv_1" ? "out_relu" : ""].find((name) =>
        names.includes(name),
      )!;
    const f = (x: Tensor): Tensor[] => {
      const outputs = new Map<string, Tensor>();
      const probabilities = model.call(x, {
        ...inferenceContext,
        onLayer: (layer, _, output) => outputs.set(layer.name, output),
      });
      return [probabilities.producer!.inputs[0]!, ...blocks.map((block) => outputs.get(outputOf(block))!)];
    };
    const run = await compile(f, [[1, 224, 224, 3]], { backend: await backend() });
    const pixels = tensors
      .get("images")!
      .values.slice(0, 224 * 224 * 3)
      .map((value) => value / 127.5 - 1);
    const [logits, ...activations] = await run(Tensor.from(pixels, [1, 224, 224, 3]));
    assertClose(logits!.values, tensors.get("logits")!.values.subarray(0, 1000), 1e-3, "logits");
    assert.ok(blocks.length >= 18, `expected every block, got ${blocks.length}`);
    activations.forEach((activation, index) => {
      const channels = activation.shape[3]!;
      const { means, deviations } = statistics(activation.values, channels);
      const golden = (name: string) => tensors.get(`block/${blocks[index]}/${name}`)!.values.subarray(0, channels);
      assertClose(means, golden("mean"), 1e-3, `${blocks[index]} mean`);
      assertClose(deviations, golden("std"), 1e-3, `${blocks[index]} deviation`);
    });
    await run.program.close();
  });
}

const photographs = sharedPath("data/imagenet-sample", "top-1 on photographs of ImageNet");

if (weightsFile !== null && photographs !== null)
  test("top-1 with bilinear resizing equals PyTorch's", async () => {
    const top1 = await top1On(photographs, { weightsFile, resizeMethod: "bilinear" });
    assert.ok(Math.abs(top1 - 0.88) <= 0.0101, `expected 0.88, got ${top1}`);
  });

function statistics(values: Float32Array, channels: number): { means: Float64Array; deviations: Float64Array } {
  const count = values.length / channels;
  const means = new Float64Array(channels);
  const deviations = new Float64Array(channels);
  values.forEach((value, index) => {
    means[index % channels]! += value / count;
  });
  values.forEach((value, index) => {
    deviations[index % channels]! += (value - means[index % channels]!) ** 2 / (count - 1);
  });
  return { means, deviations: deviations.map(Math.sqrt) };
}

test.run();
