// Proves: TensorFlow.js layers models | in | sharded, uint8, uint16 and float16 weights: outputs within 1e-5 | tf_keras, keras
// Layers models as TensorFlow's converter writes them: in several files, quantized, of Keras 2 and 3.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import { Network } from "../../../src/model/network.js";
import { openNetwork } from "../../../src/model/openNetwork.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { distance, inputOf, kerasCases } from "../../support/kerasCases.js";

for (const { name, bytes, beside, inputs, outputs } of kerasCases("tfjsLayers")) {
  const siblings = async (file: string): Promise<Uint8Array | null> => beside[file] ?? null;
  test(name, async () => {
    const { network } = await openNetwork({ bytes, file: "model.json", siblings }, (ends) => new Network(ends));
    const output = await network.predict(Tensor.from(inputOf(inputs[0]!), [1, ...inputs[0]!]));
    await network.close();
    const error = distance(output.values, outputs[0]!.values);
    assert.ok(error < 1e-5, `differs by ${error}`);
  });

  test(`${name}: without a file of its weights it is refused by that`, async () => {
    const [missing] = Object.keys(beside);
    const found = await openFile(bytes, "model.json", async (file) => (file === missing ? null : siblings(file))).then(
      () => "it was read",
      (error: Error) => error.message,
    );
    assert.match(found, new RegExp(`^model\\.json: .* its weights are in "${missing}", which is not there`));
  });
}

test.run();
