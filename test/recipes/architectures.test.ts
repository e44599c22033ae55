// The page that sets the architectures side by side, of given numbers.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Measurement } from "../../recipes/architectures/measure.js";
import { pageOf, pictureOf } from "../../recipes/architectures/page.js";

const row = {
  size: 224,
  parameters: 3.5e6,
  multiplyAdds: 300.4e6,
  milliseconds: [17.25, 10],
  int8Milliseconds: [6, 3.5],
} as const;
const measurement: Measurement = {
  machine: "a machine",
  date: "2026-11-27",
  rows: [
    { ...row, name: "mobilenetv2", title: "MobileNetV2", accuracy: { float: 0.99, int8: 0.9875 } },
    { ...row, name: "shufflenetv2", title: "ShuffleNetV2", int8Milliseconds: null, accuracy: null },
  ],
};

test("a row says what an architecture has and takes", () => {
  const page = pageOf(measurement);
  assert.match(page, "| MobileNetV2 | 224 | 3.50 M | 300 M | 17.3 | 10.0 | 0.9900 | 6.0 | 3.5 | 0.9875 |");
  assert.match(
    page,
    "| ShuffleNetV2 | 224 | 3.50 M | 300 M | 17.3 | 10.0 | weights not at hand | cannot be quantized |",
  );
});

test("the picture shows three accuracies or more, and else multiply-adds", async () => {
  const [known, unknown] = measurement.rows;
  const accuracy = await pictureOf({ ...measurement, rows: [known!, known!, known!, unknown!] });
  assert.match(accuracy, /Accuracy of a head against milliseconds a picture/);
  assert.not.match(accuracy, /ShuffleNetV2/);
  const without = await pictureOf(measurement);
  assert.match(without, /million multiply-adds/);
  assert.match(without, /ShuffleNetV2/);
});

test.run();
