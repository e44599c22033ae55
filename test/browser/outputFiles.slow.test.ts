// What a page writes when the browser refuses: a file that another tab is writing, and a write that it gives up.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPage } from "../support/page.js";
import { pageProgram } from "../support/pageProgram.js";

const program = `
  import { Dense, Model, Sequential, Tensor, input } from "linnet";
  const x = Tensor.from(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
  const y = Tensor.from(Float32Array.of(1, 0, 0, 1), [2, 2]);
  const newModel = (units) => {
    const model = new Sequential([input({ shape: [3] }), new Dense({ units }), new Dense({ units: 2 })]);
    model.compile({ optimizer: "adam", loss: "mse" });
    return model;
  };
  const said = (work) => work.then(() => "done", (error) => error.name + ": " + error.message);
  globalThis.fit = (epochs, units = 2) => {
    const model = newModel(units);
    return said(model.fit(x, y, { epochs, checkpoint: { file: "indexeddb://run", deleteAtEnd: false } }));
  };
  // An epoch of its own length: it ends when the test says so.
  globalThis.holdRun = () => {
    globalThis.held = new Promise((resolve) => { globalThis.letGo = resolve; });
    const callbacks = [{ onEpochEnd: () => globalThis.held }];
    const checkpoint = { file: "indexeddb://run" };
    globalThis.running = said(newModel(2).fit(x, y, { epochs: 1, callbacks, checkpoint }));
  };
  globalThis.save = (units) => said(newModel(units).save("indexeddb://model"));
  globalThis.unitsOfSaved = async () => (await Model.load("indexeddb://model")).layers[1].outputShape([[3]])[0];
  globalThis.isReady = true;
`;

test("a checkpoint that another tab is writing is refused, and free when that run ends", async () => {
  const files = await pageProgram(program);
  await inPage({ tests: "the locks of a page's files", files }, async (page) => {
    await page.waitForFunction("globalThis.isReady");
    await page.evaluate("holdRun()");
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await tab.waitForFunction("globalThis.isReady");
    await page.waitForFunction("navigator.locks.query().then(({ held }) => held.length === 1)");
    const refused = /^LinnetError: .*indexeddb:\/\/run.*another run, here or in another tab, is writing it/;
    assert.match((await tab.evaluate("fit(1)")) as string, refused);
    assert.match((await page.evaluate("fit(1)")) as string, refused);
    await page.evaluate("letGo()");
    assert.is(await page.evaluate("running"), "done");
    assert.is(await tab.evaluate("fit(1)"), "done");
    assert.is(await tab.evaluate("navigator.locks.query().then(({ held }) => held.length)"), 0);
  });
});

test("a write that the browser gives up is said with the file's name, and what was kept stays", async () => {
  const files = await pageProgram(program);
  await inPage({ tests: "storage that a page's browser refuses", files }, async (page) => {
    await page.waitForFunction("globalThis.isReady");
    assert.is(await page.evaluate("save(2)"), "done");
    // As when the disk is full: the browser takes the data, and then ends the transaction.
    await page.evaluate(`
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (...given) {
        const request = put.apply(this, given);
        this.transaction.abort();
        return request;
      };
    `);
    assert.match(
      (await page.evaluate("save(5)")) as string,
      /^LinnetError: indexeddb:\/\/model: the model could not be written \(.*ended the transaction/,
    );
    assert.is(await page.evaluate("unitsOfSaved()"), 2);
  });
});

test.run();
