// Native ES modules from a plain static folder: the modules by an import map, and the one file.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inPage } from "../support/page.js";
import {
  assertExpected,
  assertLateParts,
  expectedBits,
  here,
  jpeg,
  type LateParts,
  type Outcome,
  staticFiles,
  tryLateParts,
  tryPage,
} from "./support.js";

const test = suite("a static folder");
const program = readFileSync(join(here, "program.js"), "utf8");

const entries = { "its modules": "/linnet/browser/index.js", "its one file": "/linnet/linnet.browser.js" };

/** A page whose own scripts have to say nothing but "linnet". */
const withImportMap = (entry: string): string =>
  `<script type="importmap">{ "imports": { "linnet": "${entry}" } }</script><script type="module" src="/page.js"></script>`;

for (const [name, entry] of Object.entries(entries)) {
  test(`${name}: a page trains and predicts on two threads, and loads the rest when it needs it`, async () => {
    const files = new Map([...staticFiles, ["/page.js", program] as const]);
    await inPage({ tests: name, files, html: withImportMap(entry) }, async (page) => {
      await assertExpected(await tryPage(page), /2 threads in workers/);
      assert.is(await page.evaluate("reproducibleBits(2)"), await expectedBits());
      await tryLateParts(page);
    });
  });

  test(`${name}: a page's worker does the same, and takes part in the work`, async () => {
    const worker = `${program.replace('"linnet"', `"${entry}"`)}
      Promise.all([trainAndPredict(), useLateParts("${jpeg}")]).then((both) => postMessage(both));`;
    const script = `
      globalThis.answer = new Promise((resolve, reject) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });`;
    const files = new Map([...staticFiles, ["/page.js", script] as const, ["/worker.js", worker] as const]);
    await inPage({ tests: `${name} in a worker`, files }, async (page) => {
      const [outcome, late] = (await page.evaluate("answer")) as [Outcome, LateParts];
      await assertExpected(outcome, /2 threads$/);
      assertLateParts(late);
    });
  });
}

test("modules of another origin, as of a CDN, start threads too", async () => {
  const cdn = "https://cdn.test";
  const headers = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };
  const options = {
    tests: "a CDN",
    files: new Map([["/page.js", program]]),
    html: withImportMap(`${cdn}/linnet/browser/index.js`),
  };
  await inPage({ ...options, html: "<p>" }, async (page) => {
    await page.route(`${cdn}/**`, (route) => {
      const body = staticFiles.get(new URL(route.request().url()).pathname);
      return body === undefined
        ? route.fulfill({ status: 404 })
        : route.fulfill({ contentType: "text/javascript", body, headers });
    });
    await page.setContent(options.html);
    await assertExpected(await tryPage(page), /2 threads in workers/);
  });
});

test("the one file asks for no other to train and predict", async () => {
  const files = new Map([...staticFiles, ["/page.js", program] as const]);
  await inPage({ tests: "its requests", files, html: withImportMap(entries["its one file"]) }, async (page) => {
    await tryPage(page);
    const names = (await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")) as string[];
    const asked = names.filter((address) => address.startsWith("https:")).map((address) => new URL(address).pathname);
    const scripts = asked.filter((path) => path !== "/favicon.ico");
    assert.equal(scripts.sort(), ["/linnet/linnet.browser.js", "/page.js"]);
  });
});

test.run();
