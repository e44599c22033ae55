import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../../src/backends/compile.js";
import { add, mul } from "../../../../src/tensor/ops/binary.js";
import { concat } from "../../../../src/tensor/ops/concat.js";
import { Tensor } from "../../../../src/tensor/tensor.js";

const shape = [256, 64];

const full = (value: number): Tensor => Tensor.from(new Float32Array(256 * 64).fill(value), shape);

test("a constant of no numbers takes nothing from those behind it", async () => {
  const empty = Tensor.from(new Float32Array(0), [0, 64]);
  const [plus, times] = [full(1), full(2)];
  const run = await compile((x) => mul(add(concat([x, empty], 0), plus), times), [shape]);
  const [y] = await run(full(3));
  assert.ok(y!.values.every((value) => value === 8));
  await run.program.close();
});

test.run();
