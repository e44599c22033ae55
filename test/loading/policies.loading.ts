// Pages where threads cannot start, or may not share memory: one thread does the work, one warning says why, nothing hangs.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inPage } from "../support/page.js";
import { assertExpected, here, staticFiles, tryPage } from "./support.js";

const test = suite("policies");
const program = readFileSync(join(here, "program.js"), "utf8");

/** What docs/browser.md asks for, without leave for threads. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const isolation = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

interface Case {
  readonly name: string;
  readonly entry: "browser/index.js" | "linnet.browser.js";
  readonly headers: { readonly [name: string]: string };
  /** Files that the server does not have. */
  readonly missing?: RegExp;
  readonly way: RegExp;
  /** How many warnings of linnet's there are. */
  readonly warnings: number;
}

const cases: readonly Case[] = [
  {
    name: "without cross-origin isolation there is one worker",
    entry: "browser/index.js",
    headers: {},
    way: /1 thread in a worker \(there is no SharedArrayBuffer/,
    warnings: 1,
  },
  {
    name: "worker-src blob: is enough",
    entry: "linnet.browser.js",
    headers: { ...isolation, "Content-Security-Policy": `${POLICY}; worker-src blob:` },
    way: /2 threads in workers/,
    warnings: 0,
  },
  {
    name: "worker-src 'self' is enough where the workers' modules are served",
    entry: "browser/index.js",
    headers: { ...isolation, "Content-Security-Policy": `${POLICY}; worker-src 'self'` },
    way: /2 threads in workers/,
    warnings: 0,
  },
  {
    name: "a worker's module that is not served is not needed",
    entry: "browser/index.js",
    headers: isolation,
    missing: /(?:kernel|picture)Worker\.js$/,
    way: /2 threads in workers/,
    warnings: 0,
  },
  {
    name: "the one file without worker-src blob:",
    entry: "linnet.browser.js",
    headers: { ...isolation, "Content-Security-Policy": `${POLICY}; worker-src 'self'` },
    way: /1 thread /,
    warnings: 1,
  },
  {
    name: "a worker's module answers 404, and worker-src has no blob:",
    entry: "browser/index.js",
    headers: { ...isolation, "Content-Security-Policy": `${POLICY}; worker-src 'self'` },
    missing: /(?:kernel|picture)Worker\.js$/,
    way: /1 thread /,
    warnings: 1,
  },
  {
    name: "neither isolation nor workers",
    entry: "browser/index.js",
    headers: { "Content-Security-Policy": `${POLICY}; worker-src 'none'` },
    way: /1 thread /,
    // One a cause.
    warnings: 2,
  },
];

for (const { name, entry, headers, missing, way, warnings } of cases) {
  test(name, async () => {
    const served = [...staticFiles].filter(([path]) => missing?.test(path) !== true);
    // A policy forbids import maps in the page, so its script names the file.
    const script = program.replace('"linnet"', `"/linnet/${entry}"`);
    const files = new Map([...served, ["/page.js", script] as const]);
    const warned: string[] = [];
    const onWarning = (text: string): void => {
      if (text.startsWith("linnet: ")) warned.push(text);
    };
    await inPage({ tests: name, files, headers, onWarning }, async (page) => {
      await assertExpected(await tryPage(page), way);
      assert.is(warned.length, warnings, warned.join("\n"));
    });
  });
}

test.run();
