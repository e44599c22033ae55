// What a page fetches that only predicts, as `npm run bench -- --browser` measures it: a page of the first design took as much.

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../support/command.js";

const test = suite("the size of a page");

interface Sizes {
  measureOwnSizes(): Promise<readonly { readonly name: string; readonly scriptBytes: number }[]>;
}

/** The marks of bench/marks.ts, in bytes. */
const most: { readonly [name: string]: number } = { linnet: 56_600, "linnet's ImageClassifier": 71_400 };

test("a page that predicts is no larger than it was", async () => {
  const { measureOwnSizes } = (await import(`${root}/bench/browser/sizes.ts`)) as Sizes;
  const sizes = await measureOwnSizes();
  assert.equal(sizes.map(({ name }) => name).sort(), Object.keys(most).sort());
  for (const { name, scriptBytes } of sizes)
    assert.ok(scriptBytes <= most[name]!, `${name}: ${scriptBytes} bytes gzipped, expected at most ${most[name]}`);
});

test.run();
