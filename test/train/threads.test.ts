import { test } from "uvu";
import * as assert from "uvu/assert";
import { smallRun } from "./checkpoint/smallRun.js";

test("the same seed gives the same weights and figures, whatever the number of threads", async () => {
  const alone = await smallRun({ threads: 1, pictureThreads: 0 });
  for (const [threads, pictureThreads] of [
    [2, 0],
    [1, 1],
    [2, 2],
  ] as const) {
    const { weights, history } = await smallRun({ threads, pictureThreads });
    assert.equal(weights, alone.weights, `${threads} threads train, ${pictureThreads} decode`);
    assert.equal(history.history, alone.history.history);
  }
});

test.run();
