import { test } from "uvu";
import * as assert from "uvu/assert";
import { f32, i32, i32x4, v128 } from "../../../../src/backends/wasm/assembler/expression.js";
import { callFunction, choose, forLoop } from "../../../../src/backends/wasm/assembler/function.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { printModule } from "../../../../src/backends/wasm/assembler/text.js";
import { compilePlan } from "../../../../src/backends/wasm/compile.js";
import { kernels } from "../../../../src/backends/wasm/kernels/index.js";
import { optimize } from "../../../../src/graph/passes/index.js";
import { makePlan } from "../../../../src/graph/plan.js";
import { trace } from "../../../../src/graph/trace.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { opCases } from "../../../support/opCases.js";
import { engine } from "../../../support/runOnTarget.js";

test("a module as text: operands stand inside of what takes them, blocks are indented", () => {
  const module = new ModuleBuilder();
  const half = module.addFunction("half", (builder) => {
    const address = builder.parameter("i32");
    builder.emit(f32.store(address, f32.multiply(f32.load(address), f32.constant(0.5)), 4));
  });
  module.addFunction("each", (builder) => {
    const [from, to] = [builder.parameter("i32"), builder.parameter("i32")];
    const [counter, sum] = [builder.local("i32"), builder.local("v128")];
    builder.emit(
      forLoop(counter, { from, to, step: 16 }, callFunction(half, [counter])),
      choose(i32.lessSigned(from, to), sum.set(i32x4.constant(1, -2, 3, 4)), sum.set(v128.zero)),
      v128.storeLane(to, v128.loadLane(from, sum, 2, 8), 1),
    );
  });
  assert.is(
    printModule(module.encode({ initial: 2, shared: true })),
    `(module
  (import "linnet" "memory" (memory 2 65536 shared))
  (func (export "half") (param i32)
    (f32.store offset=4 align=4 (local.get 0) (f32.mul (f32.load align=4 (local.get 0)) (f32.const 0.5)))
  )
  (func (export "each") (param i32 i32) (local i32 v128)
    (local.set 2 (local.get 0))
    (if (i32.lt_u (local.get 2) (local.get 1)) (then
      (loop
        (call 0 (local.get 2))
        (local.set 2 (i32.add (local.get 2) (i32.const 16)))
        (br_if 0 (i32.lt_u (local.get 2) (local.get 1)))
      )
    ))
    (if (i32.lt_s (local.get 0) (local.get 1)) (then
      (local.set 3 (v128.const i32x4 1 -2 3 4))
    ) (else
      (local.set 3 (v128.const i32x4 0 0 0 0))
    ))
    (v128.store32_lane align=4 1 (local.get 1) (v128.load32_lane offset=8 align=4 2 (local.get 0) (local.get 3)))
  )
)
`,
  );
});

test("the module of every op's kernels can be printed, and nothing is left on the stack", () => {
  for (const { name, inputs, f } of opCases) {
    const graph = optimize(
      trace(
        f,
        inputs.map(({ shape }) => Tensor.placeholder(shape)),
      ),
    );
    const { bytes, phases } = compilePlan(makePlan(graph, [], { int8: true }), {
      target: engine,
      threads: 1,
      table: kernels,
    });
    const text = printModule(bytes);
    for (const { name: called } of phases.flat()) assert.ok(text.includes(`(export "${called}")`), name);
    const count = (bracket: RegExp): number => text.match(bracket)!.length;
    assert.is(count(/\(/g), count(/\)/g), name);
  }
});

test.run();
