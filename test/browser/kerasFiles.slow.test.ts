// Files of Keras and TensorFlow.js in a page: HDF5 is read in a worker, which is ended where a file has no end; shards are fetched
// from beside model.json.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { distance, kerasCases } from "../support/kerasCases.js";
import { packedFiles } from "../support/packedFiles.js";
import { inPage } from "../support/page.js";
import { pageProgram } from "../support/pageProgram.js";

const program = `
  import { Network, Tensor } from "linnet";
  globalThis.run = async (path) => {
    const model = await Network.load(path);
    const [shape] = model.inputs.map((input) => [1, ...input.shape]);
    const count = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: count }, (_, index) => ((index * 2654435761) % 2 ** 32 % 2001) / 1000 - 1);
    return [...(await model.predict(Tensor.from(values, shape))).values];
  };
  globalThis.failure = (path) => Network.load(path).then(() => "loaded", (error) => error.message);
`;

test("a page opens .h5, .keras and model.json with its shards", async () => {
  const models = kerasCases("kerasModels").filter(({ name }) => name.endsWith("nested"));
  const [tfjs] = kerasCases("tfjsLayers");
  const { deep } = packedFiles("hdf5");
  const files = new Map<string, string | Buffer>([
    ...(await pageProgram(program)),
    ...models.map(({ bytes, suffix }, index) => [`/model${index}${suffix}`, Buffer.from(bytes)] as const),
    ["/tfjs/model.json", Buffer.from(tfjs!.bytes)],
    ...Object.entries(tfjs!.beside).map(([name, content]) => [`/tfjs/${name}`, Buffer.from(content)] as const),
    ["/deep.h5", Buffer.from(deep!)],
  ]);
  await inPage({ tests: "files of Keras in a page", files }, async (page) => {
    await page.waitForFunction("globalThis.failure !== undefined");
    const outputOf = async (path: string): Promise<number[]> => (await page.evaluate(`run('${path}')`)) as number[];
    for (const [index, { suffix, outputs }] of models.entries())
      assert.ok(distance(await outputOf(`/model${index}${suffix}`), outputs[0]!.values) < 2e-5, suffix);
    assert.ok(distance(await outputOf("/tfjs/model.json"), tfjs!.outputs[0]!.values) < 2e-5);
    assert.match((await page.evaluate("failure('/deep.h5')")) as string, /expected groups at most 32 deep/);
    assert.is(models.length, 4);
  });
});

test.run();
