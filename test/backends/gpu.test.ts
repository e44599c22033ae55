import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { gpuBackend } from "../../src/backends/gpu/index.js";
import { kernels } from "../../src/backends/gpu/kernels/index.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { graphOf, trace } from "../../src/graph/trace.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { wholeNetworks } from "../support/wholeNetworks.js";
import { runConformance } from "./conformance.js";
import { gpuLeftToLoops } from "./leftToLoops.js";

for (const mode of ["webasm", "cpu"] as const) {
  const backend = gpuBackend({ mode, smallestStep: 0 });
  runConformance({ name: `gpu ${mode}`, backend: () => backend, table: kernels, leftToLoops: gpuLeftToLoops });
}

for (const [name, f] of Object.entries(wholeNetworks)) {
  test(`${name} is one threaded pipeline without a fall back`, async () => {
    const backend = await gpuBackend({ mode: "webasm" });
    const run = await compile(f, [[2, 64, 64, 3]], { backend });
    const x = randomTensor([2, 64, 64, 3], "pictures");
    const [found] = await run(x);
    const graph = trace(f, [Tensor.placeholder(x.shape)]);
    const [expected] = evaluate(graphOf(graph.inputs, graph.outputs).outputs, new Map([[graph.inputs[0]!, x.values]]));
    assertClose(found!.values, expected!, 1e-4, "probabilities");
    assert.match(run.program.describe(), /webasm .*one pipeline, executor fused-(threaded|sync) on webasm$/);
    assert.ok(
      run.program.servedBy.every((server) => server.startsWith("gpu:")),
      run.program.servedBy.join(),
    );
    await run.program.close();
  });
}

test("an unknown mode is named", async () => {
  try {
    await gpuBackend({ mode: "webgl3" as "webgl2" });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /expected a mode among webgpu, .*got "webgl3"/);
  }
});

test.run();
