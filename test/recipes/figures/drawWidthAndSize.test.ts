import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawWidthAndSize } from "../../../recipes/figures/drawWidthAndSize.js";

const resultsOf = (errors: readonly number[]) =>
  errors.map((error, index) => ({
    setting: index + 1,
    multiplyAdds: 1e6 * (index + 1),
    errors: [error, error + 0.01],
  }));

const alike = resultsOf([0.05, 0.04, 0.02]);

test("the drawing has errors and multiply-adds of both", async () => {
  const svg = await drawWidthAndSize({ widths: alike, sizes: alike });
  assert.is(svg.match(/held-out error, %/g)?.length, 2);
  assert.is(svg.match(/million multiply-adds/g)?.length, 2);
  assert.match(svg, "width multiplier");
  assert.match(svg, "height and width of the input, pixels");
  assert.not.match(svg, "above this axis");
});

test("a setting that errs far more often than all others is named, and does not stretch the axis", async () => {
  const svg = await drawWidthAndSize({ widths: alike, sizes: resultsOf([0.44, 0.04, 0.02]) });
  assert.match(svg, ">1 pixels: 45 %, above this axis<");
  const ticks = [...svg.matchAll(/>(\d+)<\/text>/g)].map(([, tick]) => Number(tick));
  assert.ok(Math.max(...ticks) < 10, `${ticks}`);
});

test.run();
