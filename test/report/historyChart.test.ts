import { test } from "uvu";
import * as assert from "uvu/assert";
import { historyChart } from "../../src/report/historyChart.js";

const run = {
  epochs: [3, 4],
  history: { loss: [0.5, 0.25], accuracy: [0.7, 0.9], val_loss: [0.6, 0.4], learning_rate: [1, 1] },
};

test("each figure is a line over the epochs as people count them, held-out ones broken and in the same color", () => {
  const { series, x } = historyChart(run);
  assert.equal(series.map(({ name, stroke }) => [name, stroke]), [["loss", "solid"], ["val_loss", "dashed"], ["accuracy", "solid"]]); // biome-ignore format: rows
  assert.equal(series[1]!.points, [[4, 0.6], [5, 0.4]]); // biome-ignore format: points
  assert.is(series[0]!.color, series[1]!.color);
  assert.not.equal(series[0]!.color, series[2]!.color);
  assert.equal([x.min, x.max], [4, 5]);
});

test("only the figures that are asked for are drawn", () => {
  assert.equal(
    historyChart(run, { metrics: ["accuracy"] }).series.map(({ name }) => name),
    ["accuracy"],
  );
});

test.run();
