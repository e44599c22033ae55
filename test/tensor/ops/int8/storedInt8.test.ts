// Bytes with their axes in any order are the numbers that the ops which move floats make of them.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  bytesInOrder,
  int8Constant,
  reshapeStored,
  StoredInt8,
  storedInt8,
} from "../../../../src/tensor/ops/int8/storedInt8.js";
import { reshape } from "../../../../src/tensor/ops/reshape.js";
import { transpose } from "../../../../src/tensor/ops/transpose.js";
import { sizeOf } from "../../../../src/tensor/shape.js";
import { Tensor } from "../../../../src/tensor/tensor.js";

const constantOf = (shape: readonly number[]) =>
  int8Constant(
    new StoredInt8(
      Int8Array.from({ length: sizeOf(shape) }, (_, index) => 37 * index),
      shape,
    ),
  );

/** As floats from the beginning. */
const plain = (tensor: Tensor): Tensor => Tensor.from(Float32Array.from(tensor.values), tensor.shape);

test("axes in another order, twice", () => {
  const arbitrary = fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        ...[0, 1].map(() => fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
      ),
    );
  fc.assert(
    fc.property(arbitrary, ([shape, first, second]) => {
      const stored = storedInt8(constantOf(shape as number[]))!
        .transposed(first as number[])
        .transposed(second as number[]);
      const expected = transpose(
        transpose(plain(constantOf(shape as number[])), first as number[]),
        second as number[],
      );
      assert.equal(stored.shape, expected.shape);
      assert.equal(int8Constant(stored).values, expected.values);
      expected.values.forEach((value, index) => {
        let rest = index;
        let place = 0;
        for (let axis = stored.shape.length - 1; axis >= 0; axis -= 1) {
          place += (rest % stored.shape[axis]!) * stored.strides[axis]!;
          rest = Math.floor(rest / stored.shape[axis]!);
        }
        assert.is(stored.bytes[place], value);
      });
    }),
  );
});

test("a reshape keeps bytes where none would move, and gives the same numbers where some do", () => {
  const matrix = constantOf([4, 6]);
  assert.ok(storedInt8(reshapeStored(matrix, [2, 2, 6])));
  const turned = int8Constant(storedInt8(matrix)!.transposed([1, 0]));
  const kernel = reshapeStored(turned, [1, 1, 6, 4]);
  assert.equal(storedInt8(kernel)!.strides.slice(2), [1, 6]);
  assert.is(storedInt8(reshapeStored(turned, [24])), null);
  for (const shape of [[1, 1, 6, 4], [24], [2, 12], [1, 24]])
    assert.equal(reshapeStored(turned, shape).values, reshape(plain(turned), shape).values);
});

test("a constant of bytes is concrete, named and printed as any, and its bytes are there", () => {
  const tensor = constantOf([2, 3]);
  assert.ok(tensor.isConcrete);
  assert.is(String(tensor.named("kernel")), String(plain(tensor)));
  assert.equal(bytesInOrder(tensor), Int8Array.of(0, 37, 74, 111, -108, -71));
  assert.is(bytesInOrder(plain(tensor)), null);
  assert.is(bytesInOrder(int8Constant(storedInt8(tensor)!.transposed([1, 0]))), null);
});

test.run();
