// What ONNX Runtime makes of the files that are written, beside what linnet does.
//
// Proves: ONNX | out | every layer and op, batches of 1, 2 and 5, to 1e-4 | onnxruntime-node

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeOnnx } from "../../../src/formats/onnx/writeOnnx.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { exportNetwork } from "../../../src/model/exportNetwork.js";
import { exportGraph } from "../../../src/opGraph/export/exportGraph.js";
import { onnxDialect } from "../../../src/opGraph/export/onnx/dialect.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../../support/compare.js";
import { exportCases, exportedArchitectures, networkOfOp, refusedOps } from "../../support/exportCases.js";
import { int8Cases } from "../../support/int8Cases.js";
import { onnxRuntime } from "../../support/onnxRuntime.js";
import { opCases } from "../../support/opCases.js";

const open = onnxRuntime("ONNX files in ONNX Runtime");
const test = suite("ONNX Runtime");

for (const make of [...exportCases, ...exportedArchitectures]) {
  const network = make();
  test(network.name, async () => {
    const [file] = await exportNetwork(network, { format: "onnx" });
    const run = await open!(file!.bytes);
    for (const batch of [1, 2, 5]) {
      const xs = Object.fromEntries(
        network.inputEnds.map(({ name, shape }) => [name, randomTensor([batch, ...shape], `${name} ${batch}`)]),
      );
      const expected = network.callAll(Object.values(xs), inferenceContext);
      const found = await run(xs);
      network.outputEnds.forEach(({ name }, index) => {
        assert.equal(found[name]!.shape, expected[index]!.shape);
        assertClose(found[name]!.values, expected[index]!.values, 1e-4, `${name} of ${batch}`);
      });
    }
    await network.close();
  });
}

/** ONNX Runtime's own: it hands NaN on where linnet, as Keras, passes it over, and the other way round. */
const other: ReadonlySet<string> = new Set([
  ...["edge 24: argMax", "edge 25: max", "edge 26: min", "edge 29: maxPool2d", "edge 30: maxPool2d, overlapping"],
  // They are compared in steps, in int8InRuntimes.
  ...int8Cases.map(({ name }) => name),
]);

for (const one of opCases.filter(({ name }) => !other.has(name))) {
  test(`op ${one.name}`, async () => {
    const network = networkOfOp(one);
    let bytes: Uint8Array;
    try {
      bytes = writeOnnx(exportGraph(network, onnxDialect));
    } catch (error) {
      assert.match(String(error), refusedOps);
      return;
    }
    const values = one.inputs.flatMap((input) => [...input.values]);
    const x = Tensor.from(Float32Array.of(...values, ...values), [2, values.length]);
    const expected = network.callAll([x], inferenceContext)[0]!;
    const { y } = await (await open!(bytes))({ x });
    assert.equal(y!.shape, expected.shape);
    assertClose(y!.values, expected.values, 1e-4, one.name);
  });
}

if (open !== null) test.run();
