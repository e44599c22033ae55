// The gpu backend's kernels at the sizes of a whole network, where the plain loops take seconds.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { gpuBackend } from "../../src/backends/gpu/index.js";
import { kernels } from "../../src/backends/gpu/kernels/index.js";
import { optimize } from "../../src/graph/passes/index.js";
import { trace } from "../../src/graph/trace.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { apply } from "../../src/tensor/op.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";

test("every layer shape of MobileNetV2 at 224", async () => {
  const backend = await gpuBackend({ mode: "webasm" });
  const model = mobileNetV2({ folded: true });
  // Shapes are all that is asked of them.
  for (const parameter of model.parameters) parameter.values = new Float32Array(sizeOf(parameter.shape));
  const { nodes } = optimize(trace((x) => model.call(x, inferenceContext), [Tensor.placeholder([1, 224, 224, 3])]));
  const shapes = new Map(
    nodes
      .filter(({ producer }) => kernels.get(producer.op)!.makers.length > 0)
      .map((node) => {
        const { op, inputs, attributes } = node.producer;
        return [JSON.stringify([op.name, inputs.map(({ shape }) => shape), attributes]), node] as const;
      }),
  );
  assert.ok(shapes.size > 30, `expected the shapes of the network, got ${shapes.size}`);
  for (const [key, node] of shapes) {
    const { op, inputs, attributes } = node.producer;
    const values = inputs.map(({ shape }, index) => randomTensor(shape, `layer${index}`));
    const isVariable = (index: number): boolean => !inputs[index]!.isConcrete;
    const f = (...given: Tensor[]): Tensor => {
      const rest = [...given];
      return apply(
        op,
        values.map((value, index) => (isVariable(index) ? rest.shift()! : value)),
        attributes,
      );
    };
    const variable = values.filter((_, index) => isVariable(index));
    const run = await compile(
      f,
      variable.map(({ shape }) => shape),
      { backend },
    );
    const [found] = await run(...variable);
    assertClose(found!.values, f(...variable).values, 1e-5, key);
    assert.equal(run.program.servedBy, [`gpu:${op.name}`]);
    await run.program.close();
  }
});

test.run();
