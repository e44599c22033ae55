// Proves: Keras .keras and .h5 | in | every layer, nested, shared, several inputs and outputs: outputs within 2e-5 | keras, tf_keras
// Models of every layer and of many structures, as Keras 3 and Keras 2 write them: they compute what Keras computes.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Network } from "../../../src/model/network.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { distance, inputOf, type KerasCase, kerasCases } from "../../support/kerasCases.js";

/** What cannot be read, and why: an error that says so. A case that begins to be read is noticed. */
const refused: { readonly [name: string]: RegExp } = {};

/** Halves are computed with float32 here. */
const tolerances: { readonly [name: string]: number } = {
  "Keras 3: mixed precision": 2e-3,
  "Keras 2: mixed precision": 2e-3,
};

async function outputsOf({ name, suffix, bytes, inputs }: KerasCase): Promise<Tensor[]> {
  const network = await Network.load(new File([bytes], `${name}${suffix}`));
  try {
    return await network.predict(inputs.map((shape) => Tensor.from(inputOf(shape), [1, ...shape])));
  } finally {
    await network.close();
  }
}

for (const one of kerasCases("kerasModels"))
  test(`${one.name}${one.suffix}`, async () => {
    const reason = refused[one.name];
    if (reason !== undefined) {
      const message = await outputsOf(one).then(
        () => "it was read",
        (error: Error) => error.message,
      );
      assert.match(message, reason);
      return;
    }
    const outputs = await outputsOf(one);
    assert.equal(
      outputs.map(({ shape }) => shape),
      one.outputs.map(({ shape }) => shape),
    );
    for (const [index, { values }] of one.outputs.entries()) {
      const error = distance(outputs[index]!.values, values);
      assert.ok(
        error < (tolerances[one.name] ?? 2e-5),
        `output ${index} differs by ${error}: ${[...outputs[index]!.values].slice(0, 4)} for ${[...values].slice(0, 4)}`,
      );
    }
  });

test.run();
