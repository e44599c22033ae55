// Proves: Keras .keras and .h5 | in | 11 networks of keras.applications, of MobileNet to NASNet: outputs within 1e-4 | keras, tf_keras
// Networks that Keras and tf_keras come with, with weights of no meaning, in both of their kinds of files.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Network } from "../../../src/model/network.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { distance, inputOf } from "../../support/kerasCases.js";
import { pythonWith, runCheck } from "../../support/python.js";

const python = pythonWith(["keras", "tf_keras"], "Keras's applications as files");

interface Made {
  readonly file: string;
  readonly outputs: readonly number[];
}

if (python !== null)
  test("every network of Keras gives in linnet what it gives there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "linnet-applications-"));
    try {
      runCheck(python, "kerasApplications.py", folder);
      const made = JSON.parse(readFileSync(join(folder, "made.json"), "utf8")) as readonly Made[];
      assert.is(made.length, 22);
      for (const { file, outputs } of made) {
        const network = await Network.load(join(folder, file));
        const shape = network.inputShape;
        const { values } = await network.predict(Tensor.from(inputOf(shape), [1, ...shape]));
        await network.close();
        const error = distance(values, outputs);
        assert.ok(error < 1e-4, `${file} differs by ${error}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

test.run();
