// Weights live in a program's memory, once: what they were packed from goes when its owner lets it go.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileGraph } from "../../../../src/backends/compileGraph.js";
import { wasmBackend } from "../../../../src/backends/wasm/index.js";
import { trace } from "../../../../src/graph/trace.js";
import { add } from "../../../../src/tensor/ops/binary.js";
import { conv2d } from "../../../../src/tensor/ops/conv2d.js";
import { Tensor } from "../../../../src/tensor/tensor.js";

const BLOCKING = [true, false];

test("a program keeps no constants beside its memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("no garbage collector");
  for (const blocking of BLOCKING) {
    const backend = await wasmBackend({ threads: 2, smallestSharedWork: 0, blocking });
    const compiled = async () => {
      const kernel = Tensor.from(new Float32Array(32).fill(0.5), [1, 1, 4, 8]);
      const bias = Tensor.from(new Float32Array(8).fill(1), [8]);
      const graph = trace((x: Tensor) => add(conv2d(x, kernel), bias), [Tensor.placeholder([1, 3, 3, 4], "x")]);
      const { program } = await compileGraph(graph, backend);
      return { program, kept: [kernel, bias].map(({ values }) => new WeakRef(values)) };
    };
    const { program, kept } = await compiled();
    for (let tries = 0; tries < 50 && kept.some((one) => one.deref() !== undefined); tries += 1) {
      // What was looked at is kept until the next turn.
      await new Promise((resolve) => setTimeout(resolve, 10));
      collect();
    }
    assert.equal(
      kept.map((one) => one.deref()),
      [undefined, undefined],
    );
    const [y] = await program.run([new Float32Array(36).fill(1)]);
    assert.equal(y, new Float32Array(72).fill(3));
    await program.close();
  }
});

test.run();
