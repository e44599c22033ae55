// What a page fetches that only predicts, as `npm run bench -- --browser` measures it.

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../support/command.js";

const test = suite("the size of a page");

interface Sizes {
  measureOwnSizes(): Promise<readonly { readonly name: string; readonly scriptBytes: number }[]>;
}

/** In bytes, and why: docs/decisions/2026-11-27-what-a-page-loads.md. The first is the mark of bench/marks.ts. */
const most: { readonly [name: string]: number } = { linnet: 56_600, "linnet's ImageClassifier": 68_400 };

test("a page that predicts is no larger than the note says", async () => {
  const { measureOwnSizes } = (await import(`${root}/bench/browser/sizes.ts`)) as Sizes;
  const sizes = await measureOwnSizes();
  assert.equal(sizes.map(({ name }) => name).sort(), Object.keys(most).sort());
  for (const { name, scriptBytes } of sizes)
    assert.ok(scriptBytes <= most[name]!, `${name}: ${scriptBytes} bytes gzipped, expected at most ${most[name]}`);
});

test.run();
