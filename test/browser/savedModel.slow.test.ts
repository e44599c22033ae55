// Models of one's own in a page: kept in IndexedDB, offered as a download, fetched, and read from a file that was chosen.

import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, input } from "../../src/layers/index.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { inPage } from "../support/page.js";
import { pageProgram } from "../support/pageProgram.js";

const program = `
  import { Dense, Model, Network, Sequential, Tensor } from "linnet";
  const x = Tensor.from(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  const y = Tensor.from(Float32Array.of(1, 0, 0, 1), [2, 2]);
  const outputs = async (model) => [...(await model.predict(x)).values];
  let model;
  globalThis.train = async () => {
    model = new Sequential([new Dense({ units: 2 })]);
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit(x, y, { epochs: 3, checkpoint: { file: "indexeddb://run", deleteAtEnd: false } });
    await model.save("indexeddb://mine", { training: { epochs: 3 } });
    return outputs(model);
  };
  globalThis.goOn = async () => {
    const again = new Sequential([new Dense({ units: 2 })]);
    again.compile({ optimizer: "adam", loss: "mse" });
    const { epochs } = await again.fit(x, y, { epochs: 3, checkpoint: { file: "indexeddb://run" } });
    return { epochs, outputs: await outputs(again) };
  };
  globalThis.load = async (source) => {
    const loaded = await Network.load(source);
    return { record: loaded.record, outputs: await outputs(loaded) };
  };
  globalThis.loadFile = async () => outputs(await Model.load(new File([model.encode()], "mine.safetensors")));
  globalThis.save = (path) => model.save(path).then(() => "saved", (error) => error.message);
  globalThis.failure = (source) => Model.load(source).then(() => "loaded", (error) => error.message);
`;

interface Loaded {
  readonly record: unknown;
  readonly outputs: number[];
}

test("a page keeps what it has trained, offers it, and loads it from everywhere", async () => {
  const served = new Sequential([input({ shape: [3] }), new Dense({ units: 2, seed: 7 })]);
  const files = new Map([
    ...(await pageProgram(program)),
    ["/served.safetensors", Buffer.from(served.encode())] as const,
  ]);
  await inPage({ tests: "models of one's own in a page", files }, async (page) => {
    await page.waitForFunction("globalThis.failure !== undefined");
    const trained = (await page.evaluate("train()")) as number[];
    const kept = (await page.evaluate("load('indexeddb://mine')")) as Loaded;
    assert.equal(kept, { record: { training: { epochs: 3 } }, outputs: trained });
    assert.equal(await page.evaluate("loadFile()"), trained);
    assert.equal(await page.evaluate("goOn()"), { epochs: [0, 1, 2], outputs: trained });

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.evaluate("save('downloads://own.safetensors')"),
    ]);
    assert.is(download.suggestedFilename(), "own.safetensors");
    const model = Model.decode(readFileSync(await download.path()));
    model.useBackend("reference");
    assert.is(model.getLayer("dense").parameters.length, 2);

    const fetched = (await page.evaluate("load('/served.safetensors')")) as Loaded;
    const address = "load(new URL('/served.safetensors', location.href))";
    assert.equal(((await page.evaluate(address)) as Loaded).outputs, fetched.outputs);
    assert.is(fetched.outputs.length, 4);

    assert.match(
      (await page.evaluate("save('model.safetensors')")) as string,
      /model\.safetensors: the model could not be written \(.*a page can write to indexeddb:\/\/NAME and downloads:\/\/NAME/,
    );
    assert.match(
      (await page.evaluate("failure('indexeddb://other')")) as string,
      /indexeddb:\/\/other: the model could not be read \(.*this page has kept no file under that name/,
    );
    await page.reload();
    await page.waitForFunction("globalThis.failure !== undefined");
    assert.equal(((await page.evaluate("load('indexeddb://mine')")) as Loaded).outputs, trained);
  });
});

test.run();
