import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Histogram } from "../../src/quantize/rangeOfValues.js";
import { quantizationForRange } from "../../src/quantize/scaleOfRange.js";

const ends = fc.tuple(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), fc.float({ noNaN: true, min: -1e6, max: 1e6 }));

test("any range becomes a scale and a zero point that hold 0 exactly and cover it to half a step", () => {
  fc.assert(
    fc.property(ends, ([a, b]) => {
      const [least, largest] = [Math.min(a, b), Math.max(a, b)];
      const { scale, zeroPoint } = quantizationForRange({ least, largest });
      assert.ok(scale > 0 && Math.fround(scale) === scale);
      assert.ok(Number.isInteger(zeroPoint) && zeroPoint >= -128 && zeroPoint <= 127);
      const half = 0.5001 * scale;
      assert.ok(scale * (-128 - zeroPoint) <= Math.min(least, 0) + half);
      assert.ok(scale * (127 - zeroPoint) >= Math.max(largest, 0) - half);
    }),
  );
});

test("a range of one side uses all whole numbers", () => {
  assert.equal(quantizationForRange({ least: 1, largest: 255 }), { scale: 1, zeroPoint: -128 });
  assert.equal(quantizationForRange({ least: -255, largest: -3 }), { scale: 1, zeroPoint: 127 });
  assert.equal(quantizationForRange({ least: 0, largest: 0 }), { scale: 1, zeroPoint: 0 });
});

test("a histogram knows the whole range, whatever came first", () => {
  const histogram = new Histogram();
  for (const values of [[0], [1e-30, -1e-9], [3, -0.5], [1e5]]) histogram.add(Float32Array.from(values));
  assert.equal(histogram.range, { least: -0.5, largest: 1e5 });
});

test("numbers that are spread evenly keep their range, and a rare one far out does not stretch it", () => {
  const even = Float32Array.from({ length: 100_000 }, (_, index) => (index % 1000) / 1000);
  const histogram = new Histogram();
  for (let times = 0; times < 10; times += 1) histogram.add(even);
  assert.equal(histogram.usefulRange(), histogram.range);
  histogram.add(Float32Array.of(2));
  const { largest } = histogram.usefulRange();
  assert.ok(largest >= 0.99 && largest < 1.2, `${largest}`);
});

test("numbers that are not finite are refused", () => {
  assert.throws(() => new Histogram().add(Float32Array.of(1, Number.NaN)), /expected finite numbers, got NaN/);
  assert.throws(() => new Histogram().add(Float32Array.of(Infinity)), /got Infinity/);
});

test.run();
