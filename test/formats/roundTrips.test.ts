// Proves: Keras .keras and .h5 | out | read back bit for bit, with classes and preprocessing | linnet
// Proves: TensorFlow.js layers models | out | read back bit for bit, with classes and preprocessing | linnet
// What linnet writes for other programs and reads again is what it was: the weights and the answers bit for bit.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { mobileNetV2, type Network, type Tensor } from "../../src/index.js";
import { everyKerasLayer, hashed, somePixels } from "../support/everyKerasLayer.js";
import { furtherKerasLayers } from "../support/furtherKerasLayers.js";
import { readBack } from "../support/readBack.js";

async function answers(network: Network, x: Tensor): Promise<readonly number[]> {
  const { values } = await network.predict(x);
  await network.close();
  return [...values];
}

for (const format of ["keras", "h5", "tfjs"] as const) {
  test(`${format}: every layer comes back, with classes and preprocessing`, async () => {
    const network = everyKerasLayer();
    const read = await readBack(network, format);
    assert.equal(read.record, network.record);
    if (format !== "tfjs") assert.equal(read.toConfig(), network.toConfig());
    assert.equal(weightsOf(read), weightsOf(network));
    const x = somePixels(2, [32, 32, 3]);
    assert.equal(await answers(read, x), await answers(network, x));
  });

  test(`${format}: the rarer layers come back`, async () => {
    const network = furtherKerasLayers(format === "tfjs");
    const read = await readBack(network, format);
    assert.equal(weightsOf(read), weightsOf(network));
    const x = somePixels(2, [32, 32, 3]);
    assert.equal(await answers(read, x), await answers(network, x));
  });

  test(`${format}: each way to preprocess comes back`, async () => {
    for (const mode of ["none", "caffe", "torch", "imagenetMean"] as const) {
      const network = everyKerasLayer();
      network.record = { preprocessing: { mode, resize: "area" } };
      const read = await readBack(network, format);
      assert.equal(read.record, network.record);
      assert.equal([...read.getWeights().keys()], [...network.getWeights().keys()]);
    }
  });

  test(`${format}: MobileNetV2 comes back without a record`, async () => {
    const network = hashed(mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 3 }));
    const read = await readBack(network, format);
    // TensorFlow.js is not told how weights began.
    if (format !== "tfjs") assert.equal(read.toConfig(), network.toConfig());
    assert.equal(read.record, {});
    assert.equal(weightsOf(read), weightsOf(network));
  });
}

function weightsOf(network: Network): Map<string, readonly number[]> {
  return new Map([...network.getWeights()].map(([name, { values }]) => [name, [...values]]));
}

test.run();
