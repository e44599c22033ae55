import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { exp, matMul } from "../../src/tensor/ops/index.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "../support/compare.js";

test("calls that do not wait for each other have results of their own", async () => {
  const run = await compile((x) => exp(x), [[5]], { backend: referenceBackend });
  const inputs = ["a", "b", "c"].map((key) => randomTensor([5], key));
  const together = await Promise.all(inputs.map((input) => run(input)));
  for (const [index, input] of inputs.entries()) assert.equal(together[index]![0]!.values, exp(input).values);
});

test("a call that fails does not hold up the next", async () => {
  let failures = 1;
  const failingOnce = {
    ...referenceBackend,
    compile: async (plan: Parameters<typeof referenceBackend.compile>[0]) => {
      const program = await referenceBackend.compile(plan);
      const run: typeof program.run = async (feeds) => {
        failures -= 1;
        if (failures >= 0) throw new Error("out of luck");
        return program.run(feeds);
      };
      return { ...program, run };
    },
  };
  const x = randomTensor([3, 3], "x");
  const run = await compile((a) => matMul(a, a), [x.shape], { backend: failingOnce });
  const [first, second] = await Promise.allSettled([run(x), run(x)]);
  assert.is(first!.status, "rejected");
  assert.equal((second as PromiseFulfilledResult<Tensor[]>).value[0]!.values, matMul(x, x).values);
});

test("what a compiled function cannot take is told", async () => {
  const run = await compile((x) => exp(x), [[5]], { backend: referenceBackend });
  const error = await run(randomTensor([4], "x")).catch((reason: Error) => reason);
  assert.match(String(error), /compiled function: expected inputs \[5\], got \[4\]/);
  const unknown = await compile((x) => exp(x), [[5]], { backend: "cuda" as "wasm" }).catch((reason: Error) => reason);
  assert.match(String(unknown), /backend: expected one of wasm, gpu, webgpu, reference, got "cuda"/);
});

test.run();
