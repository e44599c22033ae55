// Networks that are written, read back and written again: the same predictions, and the same bits in the second file.
//
// Proves: ONNX | out | read back to 1e-5, weights bit-equal when written again | linnet
// Proves: TensorFlow Lite | out | read back to 1e-5, weights bit-equal when written again | linnet

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../src/formats/openFile.js";
import type { OpGraph } from "../../src/formats/opGraphTypes.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { exportNetwork } from "../../src/model/exportNetwork.js";
import { Network } from "../../src/model/network.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { exportCases, exportedArchitectures } from "../support/exportCases.js";

const test = suite("written and read back");

for (const format of ["onnx", "tflite"] as const)
  for (const make of [...exportCases, ...exportedArchitectures]) {
    const network = make();
    test(`${format}: ${network.name}`, async () => {
      const [file] = await exportNetwork(network, { format });
      const copy = await Network.load(file!.bytes);
      for (const batch of [1, 3]) {
        const xs = network.inputEnds.map(({ name, shape }) => randomTensor([batch, ...shape], `${name} ${batch}`));
        const expected = network.callAll(xs, inferenceContext);
        copy.callAll(xs, inferenceContext).forEach(({ shape, values }, index) => {
          assert.equal(shape, expected[index]!.shape);
          assertClose(values, expected[index]!.values, 1e-5, `batch of ${batch}`);
        });
      }
      const [again] = await exportNetwork(copy, { format });
      assertSameWeights(await graphOf(again!), await graphOf(file!));
    });
  }

async function graphOf({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): Promise<OpGraph> {
  return (await openFile(bytes, name)).graph!;
}

/** Weights have other names, and may stand in another order. What pads and masks is of one number. */
function assertSameWeights(found: OpGraph, expected: OpGraph): void {
  const weights = ({ constants }: OpGraph): string[] =>
    [...constants.values()]
      .filter(({ type, values }) => type === "float32" && new Set<unknown>(values).size > 1)
      .map(({ values }) => Buffer.from((values as Float32Array).slice().buffer).toString("base64"))
      .sort();
  assert.equal(weights(found), weights(expected));
}

test.run();
