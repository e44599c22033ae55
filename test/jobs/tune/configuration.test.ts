import { test } from "uvu";
import * as assert from "uvu/assert";
import { LEARNING_RATES, randomConfigurations, WIDTHS } from "../../../src/jobs/tune/configuration.js";

test("configurations come from the seed alone, and more of them begin alike", () => {
  const ten = randomConfigurations(10, 42);
  assert.equal(randomConfigurations(10, 42), ten);
  assert.equal(randomConfigurations(30, 42).slice(0, 10), ten);
  assert.not.equal(randomConfigurations(10, 43), ten);
});

test("they fill the space: every width and dropout, and every decade of the learning rate about as often", () => {
  const many = randomConfigurations(2000, 1);
  assert.equal(
    [...new Set(many.map(({ hidden }) => hidden))].sort((a, b) => a - b),
    [...WIDTHS],
  );
  assert.equal([...new Set(many.map(({ dropout }) => dropout))].sort(), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  for (let decade = LEARNING_RATES.least; decade < 0.09; decade *= 10) {
    const share = many.filter(({ learningRate }) => learningRate >= decade && learningRate < 10 * decade).length / 2000;
    assert.ok(Math.abs(share - 0.25) < 0.04, `${share} from ${decade} on`);
  }
  for (const { learningRate } of many) assert.is(learningRate, Number(learningRate.toPrecision(2)));
});

test.run();
