import { test } from "uvu";
import * as assert from "uvu/assert";
import { listedGradients } from "../../../src/tensor/gradients/index.js";
import { ownOps } from "../../../src/tensor/ops/ownOps.js";

test("the ops that say `listed` are those whose gradients are listed", () => {
  const saying = ownOps.filter(({ gradient }) => gradient === "listed").map(({ name }) => name);
  assert.ok(saying.length > 20);
  assert.equal([...listedGradients.keys()].map(({ name }) => name).sort(), saying.sort());
});

test.run();
