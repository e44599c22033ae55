// The WebGPU backend in Node, where there is an adapter: Chromium's SwiftShader is one, by
// VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json and LD_LIBRARY_PATH=/usr/lib/chromium.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { compile } from "../../src/backends/compile.js";
import { loadBackend } from "../../src/backends/index.js";
import { kernels } from "../../src/backends/webgpu/kernels/index.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { gradients } from "../../src/graph/gradient.js";
import { mobileNetV1 } from "../../src/models/mobilenetv1.js";
import { mobileNetV3Large } from "../../src/models/mobilenetv3.js";
import * as ops from "../../src/tensor/ops/index.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { haveWebGpu } from "../support/webGpu.js";
import { predicting, smallInput, wholeNetworks } from "../support/wholeNetworks.js";
import { runConformance } from "./conformance.js";
import { webGpuLeftToLoops } from "./leftToLoops.js";

const load = (): Promise<Backend> => loadBackend("webgpu");

const whole = {
  ...wholeNetworks,
  MobileNetV1: predicting(mobileNetV1({ ...smallInput, alpha: 0.25 })),
  "MobileNetV3-large": predicting(mobileNetV3Large({ ...smallInput, alpha: 0.75 })),
};

async function checkWhole(f: (x: Tensor) => Tensor): Promise<void> {
  const run = await compile(f, [[2, 64, 64, 3]], { backend: await load() });
  const { traced } = run.graph;
  // The second run finds what the first has left in the buffers.
  for (const key of ["first", "second"]) {
    const x = randomTensor([2, 64, 64, 3], key);
    const [found] = await run(x);
    const [expected] = evaluate(traced.outputs, new Map([[traced.inputs[0]!, x.values]]));
    assertClose(found!.values, expected!, 1e-4, "probabilities");
  }
  assert.match(run.program.describe(), /^WebGPU on .*, one command buffer of \d+ shaders$/);
  await run.program.close();
}

async function checkLeftToWasm(): Promise<void> {
  const slope = (x: Tensor): Tensor[] => gradients(ops.relu(x), [x], x);
  const run = await compile(slope, [[3]], { backend: await load() });
  const [found] = await run(randomTensor([3], "x"));
  assert.is(found!.size, 3);
  assert.match(run.program.describe(), /^wasm: .*, since WebGPU has no kernel for reluGradient$/);
  await run.program.close();
}

if (await haveWebGpu("the WebGPU backend in Node")) {
  runConformance({ name: "webgpu", backend: load, table: kernels, leftToLoops: webGpuLeftToLoops, predicts: true });
  for (const [name, f] of Object.entries(whole)) test(`webgpu: ${name} is one command buffer`, () => checkWhole(f));
  test("webgpu: what it has no kernel for is the wasm backend's, and it says why", checkLeftToWasm);
} else {
  test("webgpu: without an adapter it says so", async () => {
    const error = await load().catch((reason: Error) => reason);
    assert.match(String(error), /webgpu backend: expected a WebGPU adapter, there is none here; use `wasm`/);
  });
}

test.run();
