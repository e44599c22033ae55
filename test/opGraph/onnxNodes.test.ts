// Proves: ONNX | in | 0.85 and more of the node suites of four releases, opsets 1 to 28 | onnx

import { test } from "uvu";
import * as assert from "uvu/assert";
import { resolveBackend } from "../../src/backends/index.js";
import { nodeTestsIn, runNodeTest } from "../support/onnxSuite.js";
import { sharedPath } from "../support/shared.js";
import { exceptions } from "./onnxExceptions.js";

/** The part of each suite that passes. */
const PASSING = 0.85;
/** One test of so many runs on the wasm backend too. */
const WASM_SAMPLE = 5;

const suites: { readonly [name: string]: readonly string[] } = {
  "onnx-node": ["onnx-node"],
  "onnx-node-v1.12.0": ["onnx-node-v1.12.0"],
  "onnx-node-v1.6.0": ["onnx-node-v1.6.0"],
  "onnx-node-v1.3.0": ["onnx-node-v1.3.0"],
  "onnx-suites": ["pytorch-converted", "pytorch-operator", "simple"].map(
    (folder) => `onnx-suites/onnx/backend/test/data/${folder}`,
  ),
};

for (const [suite, folders] of Object.entries(suites))
  test(`the node tests of ${suite} pass, but for those that are listed`, async () => {
    const paths = folders.map((folder) => sharedPath(`interop/${folder}`, `the node tests of ${folder}`));
    const tests = paths.flatMap((path) => (path === null ? [] : nodeTestsIn(path)));
    if (tests.length === 0) return;
    const wasm = await resolveBackend("wasm");
    const surprises: string[] = [];
    let passed = 0;
    for (const one of tests) {
      const isSample = tests.indexOf(one) % WASM_SAMPLE === 0;
      const failure = await failureOf(() => runNodeTest(one, isSample ? wasm : null));
      const reason = reasonFor(suite, one.name);
      if (failure === null) passed += 1;
      if (failure === null && reason !== null) surprises.push(`${one.name} passes, and is listed as: ${reason}`);
      if (failure !== null && reason === null) surprises.push(`${one.name}: ${failure}`);
    }
    assert.equal(surprises, []);
    assert.ok(passed / tests.length >= PASSING, `${passed} of ${tests.length} pass`);
  });

function reasonFor(suite: string, name: string): string | null {
  const listed = exceptions.find((one) => one.tests.test(name) && (one.suite ?? suite) === suite);
  return listed?.reason ?? null;
}

async function failureOf(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

test.run();
