import { inspect } from "node:util";
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { counterRandom } from "../../src/tensor/counterRandom.js";
import { seededRandom, shuffledIndexes } from "../../src/tensor/random.js";
import { broadcastShapes, broadcastStrides, normalizeAxes, sizeOf, stridesOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { forEachWindowRun, resolveWindow, windowOutput } from "../../src/tensor/window.js";

const counting = (shape: readonly number[]): Tensor =>
  Tensor.from(
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => index),
    shape,
  );

test("a tensor reads like nested arrays", () => {
  const x = counting([2, 3]);
  assert.equal(x.toArray(), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  assert.equal(
    [...x].map((row) => row.toArray()),
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  );
  assert.equal(x.slice(1).toArray(), [[3, 4, 5]]);
  assert.equal(x.reshape([3, -1]).shape, [3, 2]);
  assert.is(counting([1]).reshape([]).item(), 0);
  assert.is(x.rank, 2);
});

test("toString shows shape and numbers, and leaves out the middle of long axes", () => {
  assert.is(String(counting([2, 2])), "Tensor [2,2]\n[[0, 1],\n [2, 3]]");
  assert.is(String(counting([9])), "Tensor [9] [0, 1, 2, ..., 6, 7, 8]");
  assert.is(String(Tensor.from(Float32Array.of(1 / 3), [])), "Tensor [] 0.3333");
  assert.is(String(Tensor.placeholder([2, 3], "x")), 'placeholder "x" [2,3]');
  assert.is(inspect(counting([1])), "Tensor [1] [0]", "what console.log prints");
});

test("mistakes are named", () => {
  assert.throws(() => Tensor.from(new Float32Array(5), [2, 3]), /expected 6 values for shape \[2,3\], got 5/);
  assert.throws(() => counting([2, 3]).reshape([4, -1]), /expected a shape of 6 elements, got/);
  assert.throws(() => counting([2, 3]).slice(1, 3), /0 <= start <= end <= 2, got 1 and 3/);
  assert.throws(() => counting([2]).item(), /one element, got \[2\]/);
  assert.throws(() => Tensor.placeholder([2]).values, /symbolic/);
  assert.throws(() => Tensor.placeholder([2, -1]), /expected a shape of whole numbers, got \[2,-1\]/);
  assert.throws(() => Tensor.from(new Float32Array(1), 1 as never), /expected a shape of whole numbers, got 1/);
  assert.throws(() => Tensor.from([1, 2] as never, [2]), /expected a Float32Array, got an array of 2/);
});

const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

test("property: strides lead to every element once", () => {
  fc.assert(
    fc.property(shape, (of) => {
      const strides = stridesOf(of);
      let indexes: number[] = [0];
      of.forEach((length, axis) => {
        indexes = indexes.flatMap((base) => Array.from({ length }, (_, step) => base + step * strides[axis]!));
      });
      assert.equal(
        indexes,
        Array.from({ length: sizeOf(of) }, (_, index) => index),
      );
    }),
  );
});

test("property: two shapes broadcast as NumPy says, whichever comes first", () => {
  fc.assert(
    fc.property(shape, shape, (a, b) => {
      const both = broadcastShapes(a, b);
      assert.equal(both, broadcastShapes(b, a));
      const rank = Math.max(a.length, b.length);
      const lengths = Array.from({ length: rank }, (_, axis) => [
        a[axis - rank + a.length] ?? 1,
        b[axis - rank + b.length] ?? 1,
      ]);
      const fits = lengths.every(([x, y]) => x === y || x === 1 || y === 1);
      assert.is(both !== null, fits);
      if (both === null) return;
      assert.equal(
        both,
        lengths.map(([x, y]) => Math.max(x!, y!)),
      );
      broadcastStrides(a, both).forEach((stride, axis) => {
        const repeated = (a[axis - rank + a.length] ?? 1) === 1;
        assert.is(stride === 0, repeated || stride === 0);
      });
    }),
  );
});

test("axes are counted from either end", () => {
  assert.equal(normalizeAxes(-1, 3), [2]);
  assert.equal(normalizeAxes([2, 0, -1], 3), [0, 2]);
  assert.equal(normalizeAxes(null, 2), [0, 1]);
});

const windowCase = fc.record({
  length: fc.integer({ min: 1, max: 12 }),
  size: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
});

test("property: `same` gives ceil(length / stride) outputs, and the odd cell of padding goes to the end", () => {
  fc.assert(
    fc.property(windowCase, ({ length, size, stride, dilation }) => {
      const input = [1, length, length, 1];
      const window = resolveWindow(input, [size, size], { strides: stride, dilation, padding: "same" });
      const [top, bottom, left, right] = window.padding;
      assert.is(windowOutput(input, [size, size], window)[0], Math.ceil(length / stride));
      assert.equal([left, right], [top, bottom]);
      assert.ok(bottom === top || bottom === top + 1);
    }),
  );
});

test("property: the runs of a window visit what the definition says", () => {
  fc.assert(
    fc.property(windowCase, fc.integer({ min: 1, max: 2 }), ({ length, size, stride, dilation }, batch) => {
      const input = [batch, length, length, 1];
      const window = resolveWindow(input, [size, size], { strides: stride, dilation, padding: "same" });
      const [outputs] = windowOutput(input, [size, size], window);
      const found = new Set<string>();
      forEachWindowRun(
        { input, output: [batch, outputs, outputs, 1], size: [size, size] },
        window,
        (tap, from, to, count) => {
          for (let i = 0; i < count; i += 1) found.add(`${tap} ${from + i * stride} ${to + i}`);
        },
      );
      const expected = new Set<string>();
      for (let picture = 0; picture < batch; picture += 1)
        for (let y = 0; y < outputs; y += 1)
          for (let x = 0; x < outputs; x += 1)
            for (let tap = 0; tap < size * size; tap += 1) {
              const row = y * stride + Math.floor(tap / size) * dilation - window.padding[0];
              const column = x * stride + (tap % size) * dilation - window.padding[2];
              if (Math.min(row, column) < 0 || Math.max(row, column) >= length) continue;
              expected.add(
                `${tap} ${(picture * length + row) * length + column} ${(picture * outputs + y) * outputs + x}`,
              );
            }
      assert.equal([...found].sort(), [...expected].sort());
    }),
    { numRuns: 50 },
  );
});

test("random numbers belong to their keys", () => {
  const [a, b, c] = [seededRandom(1, "x"), seededRandom(1, "x"), seededRandom(1, "y")];
  assert.equal([a(), a()], [b(), b()]);
  assert.is.not(a(), c());
  const order = [...shuffledIndexes(50, seededRandom(3))];
  assert.equal(
    [...order].sort((x, y) => x - y),
    order.map((_, index) => index),
  );
});

test("counterRandom is uniform along each of its numbers, and the numbers do not follow each other", () => {
  for (const at of [
    (i: number) => counterRandom(i, 1, 2),
    (i: number) => counterRandom(1, i, 2),
    (i: number) => counterRandom(1, 2, i),
  ]) {
    const values = Array.from({ length: 20_000 }, (_, index) => at(index));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01, `mean ${mean}`);
    const buckets = new Array<number>(16).fill(0);
    for (const value of values) buckets[Math.floor(value * 16)]! += 1;
    assert.ok(
      buckets.every((count) => Math.abs(count - 1250) < 200),
      `buckets ${buckets}`,
    );
    const products = values.slice(1).reduce((sum, value, index) => sum + (value - 0.5) * (values[index]! - 0.5), 0);
    assert.ok(Math.abs(products / values.length) < 0.002, `correlation ${products / values.length}`);
  }
});

test.run();
