import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  channelsFirst,
  inOrder,
  orderThrough,
  orderToGoThrough,
  permutationBetween,
  plainOrder,
  renumbered,
  reordered,
} from "../../../src/opGraph/export/order.js";
import { reshape } from "../../../src/tensor/ops/reshape.js";
import { transpose } from "../../../src/tensor/ops/transpose.js";
import { type Shape, sizeOf } from "../../../src/tensor/shape.js";
import { randomTensor } from "../../support/compare.js";

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 });

const ordered = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length, maxLength: shape.length }),
  }),
);

test("memory in an order is what transposing gives", () => {
  fc.assert(
    fc.property(ordered, ({ shape, order }) => {
      const x = randomTensor(shape, "x");
      assert.equal(reordered(x.values, shape, order), transpose(x, order).values);
    }),
  );
});

test("axes are renumbered instead of moved", () => {
  fc.assert(
    fc.property(ordered, ordered, ({ shape, order }, { order: other }) => {
      const permutation = other.length === shape.length ? other : plainOrder(shape.length);
      const x = randomTensor(shape, "x");
      const moved = transpose(x, permutation);
      assert.equal(reordered(moved.values, moved.shape, renumbered(order, permutation)), transpose(x, order).values);
    }),
  );
});

test("a permutation leads from one order to another", () => {
  fc.assert(
    fc.property(ordered, ({ shape, order }) => {
      const x = transpose(randomTensor(shape, "x"), channelsFirst(shape.length));
      const moved = transpose(x, permutationBetween(channelsFirst(shape.length), order));
      assert.equal(moved.values, transpose(randomTensor(shape, "x"), order).values);
    }),
  );
});

/** Another shape of the same size, and the order that goes through. */
function checkThrough(order: readonly number[], from: Shape, to: Shape): void {
  const nearest = orderToGoThrough(order, from, to);
  assert.equal(nearest.toSorted(), [...from.keys()]);
  assert.is.not(orderThrough(nearest, from, to), null);
  const through = orderThrough(order, from, to);
  if (through === null) return;
  const x = randomTensor(from, "x");
  assert.equal(through.toSorted(), [...to.keys()]);
  assert.equal(
    reordered(reshape(x, to).values, to, through),
    transpose(x, order).values,
    `${from} to ${to} by ${order}`,
  );
}

test("a reshape keeps an order only if memory stays as it is", () => {
  fc.assert(
    fc.property(ordered, shapes, fc.nat(), ({ shape, order }, to, place) => {
      const rest = sizeOf(shape) / sizeOf(to);
      const at = place % (to.length + 1);
      if (Number.isInteger(rest)) checkThrough(order, shape, [...to.slice(0, at), rest, ...to.slice(at)]);
    }),
    { numRuns: 2000 },
  );
});

test("channels are cut and joined where they lie, and pixels are not", () => {
  assert.equal(orderThrough([0, 3, 1, 2], [5, 4, 4, 6], [5, 4, 4, 2, 3]), [0, 3, 4, 1, 2]);
  assert.equal(orderThrough([0, 3, 4, 1, 2], [5, 4, 4, 3, 2], [5, 4, 4, 6]), [0, 3, 1, 2]);
  assert.is(orderThrough([0, 4, 3, 1, 2], [5, 4, 4, 3, 2], [5, 4, 4, 6]), null);
  assert.is(orderThrough([0, 3, 1, 2], [5, 4, 4, 6], [5, 96]), null);
  assert.equal(orderThrough([0, 3, 1, 2], [5, 1, 1, 6], [5, 6]), [0, 1]);
  assert.equal(inOrder([5, 4, 3, 6], [0, 3, 1, 2]), [5, 6, 4, 3]);
});

test.run();
