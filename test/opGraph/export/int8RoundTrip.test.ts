// Quantized networks that are written and read back: the same integers, which compute the same.
//
// Proves: TensorFlow Lite | out | int8: read back with the same integers, written again with the same bytes of weights | linnet
// Proves: ONNX | out | int8: read back with the same integers, written again with the same bytes of weights | linnet

import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import type { OpGraph } from "../../../src/formats/opGraphTypes.js";
import { Conv2D, Dense, GlobalAveragePooling2D, input } from "../../../src/layers/index.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { exportNetwork } from "../../../src/model/exportNetwork.js";
import { Network } from "../../../src/model/network.js";
import { exportGraph } from "../../../src/opGraph/export/exportGraph.js";
import { tfliteDialect } from "../../../src/opGraph/export/tflite/dialect.js";
import { quantizeNetwork } from "../../../src/quantize/quantizeNetwork.js";
import type { Tensor } from "../../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../../support/compare.js";
import { int8Networks, randomInt8Network, shareWithinStep } from "../../support/int8Networks.js";

const test = suite("quantized networks read back");
const formats = ["tflite", "onnx"] as const;

for (const format of formats)
  for (const make of int8Networks) {
    const { network, step } = make();
    test(`${format}: ${network.name}`, async () => {
      const [file] = await exportNetwork(network, { format });
      const copy = await Network.load(file!.bytes);
      const x = randomTensor([2, ...network.inputEnds[0]!.shape], "x");
      const [expected, found] = [network, copy].map((each) => each.callAll([x], inferenceContext)[0]!) as [
        Tensor,
        Tensor,
      ];
      // Means that lie in the middle between two steps are summed up in another order.
      const share = shareWithinStep(found.values, expected.values, /mean/.test(network.name) ? step : step / 2);
      assert.ok(share >= 0.99, `${share} of the integers are the same`);
      const [again] = await exportNetwork(copy, { format });
      assert.equal(integersOf(await graphOf(again!)), integersOf(await graphOf(file!)));
    });
  }

async function graphOf({ bytes, name }: { readonly bytes: Uint8Array; readonly name: string }): Promise<OpGraph> {
  return (await openFile(bytes, name)).graph!;
}

/** Of the weights. */
function integersOf({ constants }: OpGraph): string[] {
  return [...constants.values()]
    .filter(({ type, values }) => /^(int8|uint8|int32)$/.test(type) && values.length > 4)
    .map(({ type, shape, values }) => `${type} ${shape} ${values}`)
    .sort();
}

test("a head of real numbers stays real on a base of integers", async () => {
  const inputs = input({ shape: [16, 16, 3] });
  const features = new Conv2D({ filters: 8, kernelSize: 3, strides: 2, activation: "relu6" }).apply(inputs);
  const base = new Network({ inputs, outputs: new GlobalAveragePooling2D().apply(features) });
  const quantized = await quantizeNetwork(base, randomTensor([8, 16, 16, 3], "pictures"));
  const head = new Dense({ units: 3, activation: "softmax" });
  const network = new Network({ inputs: quantized.inputs[0]!, outputs: head.apply(quantized.outputs[0]!) });
  const { nodes } = exportGraph(network, tfliteDialect);
  const ops = ["QUANTIZE", "CONV_2D", "MEAN", "DEQUANTIZE", "FULLY_CONNECTED", "SOFTMAX"];
  assert.equal(
    nodes.map(({ op }) => op),
    ops,
  );
  for (const format of formats) {
    const [file] = await exportNetwork(network, { format });
    const copy = await Network.load(file!.bytes);
    const x = randomTensor([2, 16, 16, 3], "x");
    const [expected, found] = [network, copy].map((each) => each.callAll([x], inferenceContext)[0]!) as [
      Tensor,
      Tensor,
    ];
    assertClose(found.values, expected.values, 1e-6, format);
  }
});

test("any convolution keeps its integers and what they stand for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(...formats), async (seed, format) => {
      const { network, step } = randomInt8Network(seed);
      const [file] = await exportNetwork(network, { format });
      const copy = await Network.load(file!.bytes);
      const x = randomTensor([1, ...network.inputEnds[0]!.shape], `x ${seed}`);
      const [expected, found] = [network, copy].map((each) => each.callAll([x], inferenceContext)[0]!) as [
        Tensor,
        Tensor,
      ];
      assert.ok(shareWithinStep(found.values, expected.values, step) === 1);
    }),
    { numRuns: 60 },
  );
});

test.run();
