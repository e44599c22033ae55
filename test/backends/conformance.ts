// What every backend has to do: run as suites by each backend's own test.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { type Compiled, compile } from "../../src/backends/compile.js";
import type { KernelTable } from "../../src/backends/kernelTable.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { gradients } from "../../src/graph/gradient.js";
import { optimize } from "../../src/graph/passes/index.js";
import { trace } from "../../src/graph/trace.js";
import { apply, defineOp } from "../../src/tensor/op.js";
import * as ops from "../../src/tensor/ops/index.js";
import { reluOp } from "../../src/tensor/ops/relu.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, assertSameSpecials, randomTensor } from "../support/compare.js";
import { goldenCases } from "../support/goldenCases.js";
import { opCases } from "../support/opCases.js";
import type { LeftToLoops } from "./leftToLoops.js";

export interface ConformanceOptions {
  /** Named in the tests, as `gpu webasm`. */
  readonly name: string;
  readonly backend: () => Promise<Backend>;
  /** What the backend promises: who serves which op. A silent fall back to the plain loop fails. */
  readonly table: KernelTable;
  /** Relative to an array's largest value; 1e-5. */
  readonly tolerance?: number;
  /** Cases in which an op that the backend serves partly runs its plain loop. */
  readonly leftToLoops?: LeftToLoops;
  /**
   * Whether it only predicts, and leaves whole plans of other ops to the wasm backend, and whether its numbers are WGSL's, which
   * promises nothing about NaN, infinities and tiny numbers: neither gradients nor edge cases are then compared. Default: false.
   */
  readonly predicts?: boolean;
}

interface Check {
  readonly name: string;
  run(): Promise<void>;
}

/** Golden values and gradients, and every case of the table, forward and back, against the plain loops. */
export function runConformance(options: ConformanceOptions): void {
  for (const { name, run } of conformanceChecks(options)) test(`${options.name}: ${name}`, run);
}

/** What `runConformance` makes tests of; to be run in their order. */
export function conformanceChecks({
  backend,
  table,
  tolerance = 1e-5,
  leftToLoops = {},
  predicts = false,
}: ConformanceOptions): readonly Check[] {
  const checks: Check[] = [];
  const check = (name: string, run: () => Promise<void>): void => void checks.push({ name, run });
  /** Names of ops and of the kernels that have served them. */
  const idle = new Set(
    [...table.values()].flatMap(({ op, makers }) => makers.map((maker) => `${op.name} by ${maker.name}`)),
  );
  const left = new Set<string>();
  const checkServed = (caseName: string, { plan, program }: Compiled): void => {
    const isLeft = predicts && /, since WebGPU has no kernel for \w+$/.test(program.describe());
    if (isLeft) {
      const name = program.describe().split(" ").at(-1)!;
      const { op } = plan.steps.find((step) => step.op.name === name)!;
      const { makers, plain } = table.get(op)!;
      assert.ok(plain !== null, `${name} fell back`);
      if (makers.length > 0) left.add(`${name} in ${caseName}`);
      return;
    }
    plan.steps.forEach(({ op }, index) => {
      const kernel = program.servedBy[index]!.replace("gpu:", "");
      const { makers, plain } = table.get(op) ?? { makers: [], plain: "the op is a user's" };
      if (kernel === "reference") assert.ok(plain !== null, `${op.name} fell back`);
      else
        assert.ok(
          makers.some(({ name }) => name === kernel),
          `${op.name} is served by ${kernel}`,
        );
      idle.delete(`${op.name} by ${kernel}`);
      if (kernel === "reference" && makers.length > 0) left.add(`${op.name} in ${caseName}`);
    });
  };

  for (const golden of goldenCases()) {
    check(`golden ${golden.name}`, async () => {
      const shapes = golden.inputs.map(({ shape }) => shape);
      const given = predicts ? [] : golden.gradients;
      const wanted = given.flatMap((values, index) => (values === null ? [] : [index]));
      const both = (...inputs: Tensor[]): Tensor[] => {
        const y = golden.f(...inputs);
        return [
          y,
          ...gradients(
            y,
            wanted.map((index) => inputs[index]!),
            golden.gy,
          ),
        ];
      };
      const run = await compile(both, shapes, { backend: await backend() });
      const [y, ...slopes] = await run(...golden.inputs);
      assertClose(y!.values, golden.y, tolerance, `${golden.name} y`);
      slopes.forEach((slope, position) => {
        const index = wanted[position]!;
        assertClose(
          slope.values,
          golden.gradients[index]!,
          tolerance,
          `${golden.name} gradient by ${golden.inputs[index]!.name}`,
        );
      });
      checkServed(golden.name, run);
      await run.program.close();
    });
  }

  for (const { name: caseName, inputs, f, differentiable, upstream: given } of opCases) {
    if (predicts && given !== undefined) continue;
    check(caseName, async () => {
      const both = (...placeholders: Tensor[]): Tensor[] => {
        const y = f(...placeholders);
        const waves = Float32Array.from({ length: y.size }, (_, i) => Math.sin(i + 1));
        const wanted = predicts ? [] : differentiable.map((index) => placeholders[index]!);
        return [y, ...gradients(y, wanted, given ?? Tensor.from(waves, y.shape))];
      };
      const run = await compile(
        both,
        inputs.map(({ shape }) => shape),
        { backend: await backend() },
      );
      const found = await run(...inputs);
      const { traced } = run.graph;
      const feeds = new Map(traced.inputs.map((input, index) => [input, inputs[index]!.values]));
      evaluate(traced.outputs, feeds).forEach((expected, index) => {
        assertClose(found[index]!.values, expected, tolerance, `${caseName} output ${index}`);
        if (given !== undefined) assertSameSpecials(found[index]!.values, expected, `${caseName} output ${index}`);
      });
      checkServed(caseName, run);
      await run.program.close();
    });
  }

  check("fused epilogues", async () => {
    const instance = await backend();
    for (const { f, inputs, ops } of fusedCases()) {
      const run = await compile(
        f,
        inputs.map(({ shape }) => shape),
        { backend: instance },
      );
      assert.equal(
        run.plan.steps.map(({ op }) => op.name),
        ops,
      );
      const [found] = await run(...inputs);
      const { traced } = run.graph;
      const feeds = new Map(traced.inputs.map((input, index) => [input, inputs[index]!.values]));
      assertClose(found!.values, evaluate(traced.outputs, feeds)[0]!, tolerance, ops.join());
      checkServed("fused epilogues", run);
      await run.program.close();
    }
  });

  check("a user's op runs its own loop, whatever it is called", async () => {
    const negatedOp = defineOp<object, ["x"]>({ ...reluOp, reference: ([x], y) => y.set(x!.map((value) => -value)) });
    const x = randomTensor([3, 4], "x");
    const run = await compile((input) => apply(negatedOp, [input], {}), [x.shape], { backend: await backend() });
    assert.equal([...(await run(x))[0]!.values], [...ops.neg(x).values]);
    assert.equal(run.program.servedBy, ["reference"]);
    await run.program.close();
  });

  check("every kernel has served a step", async () => {
    assert.ok(idle.size === 0, `no step was served: ${[...idle].join(", ")}`);
  });

  check("only the steps that are listed are left to plain loops", async () => {
    const listed = Object.entries(leftToLoops).flatMap(([op, cases]) => cases.map((name) => `${op} in ${name}`));
    assert.equal([...left].sort(), listed.sort());
  });

  check("the passes do not change what a graph computes", async () => {
    const instance = await backend();
    for (const { f, inputs } of fusedCases()) {
      const graph = trace(
        f,
        inputs.map(({ shape }) => Tensor.placeholder(shape)),
      );
      const feeds = new Map(graph.inputs.map((input, index) => [input, inputs[index]!.values]));
      assertClose(
        evaluate(optimize(graph).outputs, feeds)[0]!,
        evaluate(graph.outputs, feeds)[0]!,
        1e-5,
        instance.name,
      );
    }
  });
  return checks;
}

function fusedCases() {
  const bias = randomTensor([10], "bias");
  const pointwise = randomTensor([1, 1, 6, 10], "pointwise");
  const square = randomTensor([3, 3, 3, 10], "square");
  const depthwise = randomTensor([3, 3, 10, 1], "depthwise");
  const dense = randomTensor([6, 10], "dense");
  const deep = randomTensor([1, 1, 130, 10], "deep");
  const wide = randomTensor([3, 3, 16, 16], "wide");
  return [
    {
      ops: ["conv2dFused"],
      inputs: [randomTensor([1, 5, 3, 6], "x1")],
      f: (x: Tensor) => ops.relu6(ops.add(ops.conv2d(x, pointwise), bias)),
    },
    {
      ops: ["conv2dFused"],
      inputs: [randomTensor([1, 5, 6, 3], "x0")],
      f: (x: Tensor) => ops.relu6(ops.add(ops.conv2d(x, square, { padding: "same", strides: 2 }), bias)),
    },
    {
      ops: ["conv2dFused"],
      inputs: [randomTensor([2, 3, 3, 130], "x2")],
      f: (x: Tensor) => ops.relu(ops.add(ops.conv2d(x, deep), bias)),
    },
    {
      ops: ["conv2dFused"],
      inputs: [randomTensor([2, 4, 3, 16], "x6"), randomTensor([2, 4, 3, 16], "residual")],
      f: (x: Tensor, residual: Tensor) => ops.relu6(ops.add(residual, ops.conv2d(x, wide, { padding: "same" }))),
    },
    {
      ops: ["conv2dFused"],
      inputs: [randomTensor([2, 3, 3, 6], "x3"), randomTensor([2, 3, 3, 10], "residual")],
      f: (x: Tensor, residual: Tensor) => ops.add(residual, ops.add(ops.conv2d(x, pointwise), bias)),
    },
    {
      ops: ["depthwiseConv2dFused"],
      inputs: [randomTensor([1, 7, 5, 10], "x4")],
      f: (x: Tensor) => ops.relu6(ops.add(ops.depthwiseConv2d(x, depthwise, { padding: "same", strides: 2 }), bias)),
    },
    {
      ops: ["matMulFused"],
      inputs: [randomTensor([5, 6], "x5")],
      f: (x: Tensor) => ops.relu(ops.add(ops.matMul(x, dense), bias)),
    },
  ];
}
