import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeTestsIn, runNodeTest } from "../support/onnxSuite.js";
import { sharedPath } from "../support/shared.js";
import { exceptions } from "./onnxExceptions.js";

/** Each with the part of its tests that passes. */
const suites: readonly (readonly [folder: string, passing: number])[] = [
  ["onnx-node", 0.75],
  ["onnx-node-v1.12.0", 0.8],
  ["onnx-node-v1.6.0", 0.8],
  ["onnx-node-v1.3.0", 0.9],
  ["onnx-suites/onnx/backend/test/data/pytorch-converted", 0.95],
  ["onnx-suites/onnx/backend/test/data/pytorch-operator", 0.9],
  ["onnx-suites/onnx/backend/test/data/simple", 0.3],
];

for (const [name, passing] of suites)
  test(`the node tests of ${name} pass, but for those that are listed`, async () => {
    const folder = sharedPath(`interop/${name}`, `the node tests of ${name}`);
    if (folder === null) return;
    const tests = nodeTestsIn(join(folder));
    const surprises: string[] = [];
    let passed = 0;
    for (const one of tests) {
      const failure = await failureOf(() => runNodeTest(one));
      const reason = exceptions.find((exception) => exception.tests.test(one.name))?.reason ?? null;
      if (failure === null) passed += 1;
      if (failure === null && reason !== null) surprises.push(`${one.name} passes, and is listed as: ${reason}`);
      if (failure !== null && reason === null) surprises.push(`${one.name}: ${failure}`);
    }
    assert.equal(surprises, []);
    assert.ok(passed / tests.length >= passing, `${passed} of ${tests.length} pass`);
  });

async function failureOf(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

test.run();
