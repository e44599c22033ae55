// Steps that are merged and chained give the bits that each gives alone, on any number of threads.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { V128 } from "../../../../src/backends/wasm/assembler/expression.js";
import { compilePlan } from "../../../../src/backends/wasm/compile.js";
import { type Operand, ScratchSpace } from "../../../../src/backends/wasm/kernel.js";
import { gateByInput } from "../../../../src/backends/wasm/kernels/gateByInput.js";
import { kernels } from "../../../../src/backends/wasm/kernels/index.js";
import type { ServedStep } from "../../../../src/backends/wasm/kernels/mergeElementwise.js";
import { mergeSteps } from "../../../../src/backends/wasm/kernels/mergeSteps.js";
import { passKernels } from "../../../../src/backends/wasm/kernels/rowPass.js";
import { blockingProgram } from "../../../../src/backends/wasm/run/blockingProgram.js";
import { KernelPool } from "../../../../src/backends/wasm/run/kernelPool.js";
import { gradients } from "../../../../src/graph/gradient.js";
import { optimize } from "../../../../src/graph/passes/index.js";
import { makePlan, type Plan } from "../../../../src/graph/plan.js";
import { graphOf } from "../../../../src/graph/trace.js";
import { reluGradientOp } from "../../../../src/tensor/gradients/relu.js";
import { batchNormOfBatchOp } from "../../../../src/tensor/ops/batchNormTraining.js";
import { add, batchNormTraining, conv2d, depthwiseConv2d, relu6 } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameBits, engine } from "../../../support/runOnTarget.js";

/** An inverted residual in training, and its gradients; the number of rows fills no block and no tile. */
function invertedResidual(side: number): { readonly plan: Plan; readonly feeds: readonly Float32Array[] } {
  const shapes = [[2, side, side, 6], [1, 1, 6, 20], [3, 3, 20, 1], [1, 1, 20, 6], [20], [6]];
  const inputs = shapes.map((shape) => Tensor.placeholder(shape));
  const [x, expand, filter, project, wide, narrow] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  const expanded = relu6(batchNormTraining(conv2d(x, expand), wide, wide).y);
  const filtered = relu6(batchNormTraining(depthwiseConv2d(expanded, filter, { padding: "same" }), wide, wide).y);
  const projected = batchNormTraining(conv2d(filtered, project), narrow, narrow).y;
  const y = relu6(batchNormTraining(conv2d(add(x, projected), expand), wide, wide).y);
  const upstream = randomTensor(y.shape, "upstream");
  const plan = makePlan(optimize(graphOf(inputs, [y, ...gradients(y, inputs, upstream)])));
  return { plan, feeds: shapes.map((shape) => randomTensor(shape, `input ${shape}`).values) };
}

async function run(plan: Plan, feeds: readonly Float32Array[], threads: number, merge: typeof mergeSteps) {
  const compiled = compilePlan(plan, { target: engine, threads, table: kernels, merge });
  const { pages } = compiled.layout;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: threads > 1 });
  const module = await WebAssembly.compile(compiled.bytes);
  const pool = threads > 1 ? new KernelPool(1) : null;
  const program = await blockingProgram(
    { plan, compiled, module, memory, threads, warmUp: 0, sharesFirstRun: true },
    pool,
  );
  const results = (await program.run(feeds)).map((values) => values.slice());
  await program.close();
  return { results, calls: compiled.phases.flat().length };
}

test("merged steps give the same bits as each alone", async () => {
  for (const side of [5, 27]) {
    const { plan, feeds } = invertedResidual(side);
    const alone = await run(plan, feeds, 1, (steps) => steps);
    for (const threads of [1, 2, 3]) {
      const merged = await run(plan, feeds, threads, mergeSteps);
      assert.ok(merged.calls < alone.calls, `${merged.calls} kernels instead of ${alone.calls}`);
      merged.results.forEach((values, index) => {
        assertSameBits(values, alone.results[index]!, `side ${side}, ${threads} threads, output ${index}`);
      });
    }
  }
});

/** The steps of a plan with the kernels of each alone, in order. */
function servedSteps(plan: Plan): readonly ServedStep[] {
  let given: readonly ServedStep[] = [];
  const keep = (steps: readonly ServedStep[]) => {
    given = steps;
    return steps;
  };
  compilePlan(plan, { target: engine, threads: 1, table: kernels, merge: keep });
  return given;
}

test("gradients of activations read what the norm read, but not where that is overwritten", () => {
  const steps = servedSteps(invertedResidual(5).plan);
  const places = [...steps.keys()].filter((index) => steps[index]!.step.op === reluGradientOp);
  const readsResult = (merged: readonly ServedStep[], at: number): boolean =>
    merged[at]!.served!.kernels.some(({ operands }) => operands.includes(merged[at]!.step.inputs[1]!));
  assert.is(places.length, 3);
  for (const at of places) {
    assert.ok(readsResult(steps, at));
    assert.not.ok(readsResult(gateByInput(steps), at), `step ${at}`);
  }
  const last = places[places.length - 1]!;
  const firstNorm = steps.find(({ step }) => step.op === batchNormOfBatchOp)!.step;
  for (const output of firstNorm.inputs) {
    const writer = { ...steps[last - 1]!, step: { ...steps[last - 1]!.step, output } };
    assert.ok(readsResult(gateByInput([...steps.slice(0, last), writer, ...steps.slice(last)]), last + 1));
  }
});

test("passes that store other tensors share no function, which would have other addresses", () => {
  const place = (byteOffset: number): Operand => ({ region: "arena", byteOffset, shape: [4, 4], type: "float32" });
  const keyOf = (output: Operand | null): string => {
    const made = [output, place(64)].map((output) => ({ formula: ([x]: readonly V128[]) => x!, output }));
    const pass = { name: "copies", tensors: [place(0)], vectors: [], made, terms: [], results: [] };
    return passKernels({ ...pass, table: { outer: 1, rows: 4, columns: 4 } }, new ScratchSpace())[0]!.key;
  };
  assert.is.not(keyOf(place(128)), keyOf(null));
  assert.is(keyOf(place(128)), keyOf(place(192)));
});

test.run();
