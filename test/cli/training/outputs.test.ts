import { test } from "uvu";
import * as assert from "uvu/assert";
import { reportPath } from "../../../src/cli/training/outputs.js";

test("the report is beside the model, elsewhere where that is said, or nowhere", () => {
  assert.is(reportPath({ output: "a/model.safetensors" }), "a/model-report.html");
  assert.is(reportPath({ output: "model" }), "model-report.html");
  assert.is(reportPath({ output: "model", report: "b.html" }), "b.html");
  assert.is(reportPath({ output: "model", report: false }), undefined);
});

test.run();
