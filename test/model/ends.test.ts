// A model is made of what input() and layers gave, and says so of all else.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Add, Dense, input } from "../../src/layers/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Model } from "../../src/train/model.js";

const x = input({ shape: [4] });
const wrongEnds: readonly (readonly [options: unknown, message: string])[] = [
  [{ inputs: x }, 'model "model": expected outputs to be what input() or a layer\'s apply gave, got undefined'],
  [{ inputs: x, outputs: [] }, 'model "model": expected outputs, got none'],
  [{ inputs: null, outputs: x }, "expected inputs to be what input() or a layer's apply gave, got null"],
  [undefined, "Model: expected an object of options, got undefined"],
  [{ input: x, output: x }, "Model: unknown option input: did you mean inputs?"],
  [{ inputs: x, outputs: new Dense({ units: 2 }) }, "got a Dense"],
  [{ inputs: [x, 3], outputs: x }, "expected inputs to be what input() or a layer's apply gave, got 3"],
];

for (const [options, message] of wrongEnds) {
  test(`wrong ends: ${message}`, () => {
    try {
      new Model(options as never);
    } catch (error) {
      assert.instance(error, LinnetError);
      assert.ok((error as Error).message.includes(message), (error as Error).message);
      return;
    }
    assert.unreachable("expected an error");
  });
}

test("a layer says how many inputs it takes", () => {
  assert.throws(() => new Dense({ units: 2 }).apply([x, x]), /Dense: expected one input, got 2/);
  assert.throws(() => new Dense({ name: "fc", units: 2 }).apply([]), /Dense "fc": expected one input, got 0/);
  assert.throws(() => new Add().apply(x), /expected two inputs or more, got 1/);
});

test.run();
