import { test } from "uvu";
import * as assert from "uvu/assert";
import { describeCommand } from "../../src/cli/training/describeCommand.js";
import { reportPath } from "../../src/cli/training/outputs.js";

test("the report is beside the model, elsewhere where that is said, or nowhere", () => {
  assert.is(reportPath({ output: "a/model.safetensors" }), "a/model-report.html");
  assert.is(reportPath({ output: "model" }), "model-report.html");
  assert.is(reportPath({ output: "model", report: "b.html" }), "b.html");
  assert.is(reportPath({ output: "model", report: false }), undefined);
});

test("a command can be given again as it is described, whatever its names hold", () => {
  const given = ["node", "main.js", "train", "my faces", "--alpha", "0.35", "it's"];
  assert.is(describeCommand(given), `linnet train 'my faces' --alpha 0.35 'it'\\''s'`);
});

test.run();
