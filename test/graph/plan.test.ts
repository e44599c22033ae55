import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { packArena } from "../../src/graph/arena.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { makePlan } from "../../src/graph/plan.js";
import { graphOf } from "../../src/graph/trace.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";

const buffer = fc.record({ bytes: fc.integer({ min: 1, max: 50 }), first: fc.nat(20), length: fc.nat(10) });

test("buffers that live at the same time never share a byte", () => {
  fc.assert(
    fc.property(fc.array(buffer, { maxLength: 30 }), (list) => {
      const buffers = list.map(({ bytes, first, length }, key) => ({ key, bytes, first, last: first + length }));
      const { offsets, bytes } = packArena(buffers);
      for (const a of buffers) {
        const start = offsets.get(a.key)!;
        assert.ok(start + a.bytes <= bytes);
        for (const b of buffers) {
          if (a.key >= b.key || a.first > b.last || b.first > a.last) continue;
          const other = offsets.get(b.key)!;
          assert.ok(start + a.bytes <= other || other + b.bytes <= start, `${a.key} and ${b.key}`);
        }
      }
    }),
  );
});

/** Random graphs over 2 x 3 tensors: each entry is an op and the earlier values that it reads. */
const recipe = fc.array(fc.record({ kind: fc.nat(5), a: fc.nat(100), b: fc.nat(100) }), {
  minLength: 1,
  maxLength: 25,
});

function grow(values: Tensor[], steps: readonly { kind: number; a: number; b: number }[]): Tensor[] {
  for (const { kind, a, b } of steps) {
    const [x, y] = [values[a % values.length]!, values[b % values.length]!];
    const made = [
      () => ops.add(x, y),
      () => ops.tanh(x),
      () => ops.reshape(ops.reshape(x, [6]), [2, 3]),
      () => ops.mul(x, ops.sum(y, 0)),
      () => ops.transpose(ops.transpose(x)),
      () => ops.maximum(x, y),
    ][kind]!();
    values.push(made);
  }
  return values;
}

test("a plan computes what the graph means, whatever shares its memory", async () => {
  await fc.assert(
    fc.asyncProperty(recipe, fc.nat(24), async (steps, extra) => {
      const inputs = [Tensor.placeholder([2, 3]), Tensor.placeholder([2, 3])];
      const values = grow([...inputs], steps);
      const outputs = [values[values.length - 1]!, values[extra % values.length]!];
      const feeds = inputs.map((_, index) => randomTensor([2, 3], `feed${index}`).values);
      const program = await referenceBackend.compile(makePlan(graphOf(inputs, outputs)));
      const expected = evaluate(outputs, new Map(inputs.map((input, index) => [input, feeds[index]!])));
      for (let run = 0; run < 2; run += 1) {
        (await program.run(feeds)).forEach((found, index) =>
          assertClose(found, expected[index]!, 1e-6, `run ${run} output ${index}`),
        );
      }
    }),
    { numRuns: 200 },
  );
});

test("state becomes its next value, whatever it depends on", async () => {
  await fc.assert(
    fc.asyncProperty(recipe, fc.nat(100), fc.nat(100), async (steps, first, second) => {
      const [input, a, b] = [Tensor.placeholder([2, 3]), Tensor.placeholder([2, 3]), Tensor.placeholder([2, 3])];
      const values = grow([input, a, b], steps);
      const state = [
        { tensor: a, next: values[first % values.length]! },
        { tensor: b, next: values[second % values.length]! },
      ];
      const program = await referenceBackend.compile(makePlan(graphOf([input], [values[values.length - 1]!]), state));
      let current = [randomTensor([2, 3], "a").values, randomTensor([2, 3], "b").values];
      await program.writeState(current);
      for (let run = 0; run < 3; run += 1) {
        const feed = randomTensor([2, 3], `feed${run}`).values;
        const feeds = new Map([
          [input, feed],
          [a, current[0]!],
          [b, current[1]!],
        ]);
        const [output, ...next] = evaluate([values[values.length - 1]!, ...state.map((entry) => entry.next)], feeds);
        assertClose((await program.run([feed]))[0]!, output!, 1e-5, "output");
        current = next.map((array) => array.slice());
        (await program.readState()).forEach((found, index) =>
          assertClose(found, current[index]!, 1e-5, `state ${index}`),
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("two states can change places", async () => {
  const [a, b] = [Tensor.placeholder([2]), Tensor.placeholder([2])];
  const program = await referenceBackend.compile(
    makePlan(graphOf([], []), [
      { tensor: a, next: b },
      { tensor: b, next: a },
    ]),
  );
  await program.writeState([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
  await program.run([]);
  assert.equal(
    (await program.readState()).map((values) => [...values]),
    [
      [3, 4],
      [1, 2],
    ],
  );
});

test("an elementwise chain lives in one buffer", () => {
  const x = Tensor.placeholder([64]);
  const plan = makePlan(graphOf([x], [ops.tanh(ops.exp(ops.neg(x)))]));
  assert.is(plan.arenaBytes, 512, "the input and the chain");
  assert.is(plan.activationBytes, 768);
});

test.run();
