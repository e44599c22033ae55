import { test } from "uvu";
import * as assert from "uvu/assert";
import { embed, embeddingDimensions, meanEmbedding, spiral } from "../../../recipes/figures/reluManifold.js";
import { Tensor } from "../../../src/tensor/tensor.js";

test("the spiral turns two and a half times and ends at radius 1", () => {
  const { values, shape } = spiral(500);
  assert.equal(shape, [500, 2]);
  assert.ok(Math.abs(values[998]! + 1) < 1e-6 && Math.abs(values[999]!) < 1e-6);
  let crossings = 0;
  for (let point = 1; point < 500; point += 1) if (values[2 * point + 1]! * values[2 * point - 1]! < 0) crossings += 1;
  assert.is(crossings, 4);
});

test("what two channels leave of a point is projected back to where it was, and one channel to a line", () => {
  // Opposite points: where both channels of one are above zero, both of the other are below.
  const x = Tensor.from(Float32Array.of(0.3, 0.8, -0.3, -0.8), [2, 2]);
  const kinds = Array.from({ length: 20 }, (_, seed) => {
    const { projected, collapsed } = embed(x, 2, seed);
    const found = projected.values;
    if (collapsed === 1) return "line";
    const [kept, lost] = found[0] === 0 ? [found.subarray(2), found.subarray(0, 2)] : [found, found.subarray(2)];
    const sign = kept === found ? 1 : -1;
    assert.ok(Math.abs(kept[0]! - sign * 0.3) < 1e-4 && Math.abs(kept[1]! - sign * 0.8) < 1e-4, `seed ${seed}`);
    assert.equal([...lost], [0, 0]);
    return "point";
  });
  assert.ok(kinds.includes("line") && kinds.includes("point"));
});

test("as many points collapse as chance says: each channel is above zero for half of the matrices", () => {
  for (const dimensions of embeddingDimensions) {
    const expected = (1 + dimensions) / 2 ** dimensions;
    const { collapsed } = meanEmbedding(dimensions, 200);
    assert.ok(Math.abs(collapsed - expected) < 0.03, `${dimensions}: ${collapsed}, expected ${expected}`);
  }
});

test("the spiral comes back better from more dimensions", () => {
  const distances = embeddingDimensions.map((dimensions) => meanEmbedding(dimensions, 50).distance);
  for (let index = 1; index < distances.length; index += 1) assert.ok(distances[index]! < distances[index - 1]!);
  assert.ok(distances[4]! < 0.3 && distances[0]! > 0.5, distances.join(" "));
});

test.run();
