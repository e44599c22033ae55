import { test } from "uvu";
import * as assert from "uvu/assert";
import { weightsNotes } from "../../src/report/text/weightsText.js";

test("the star is explained where there is one", () => {
  const row = { architecture: "mobilenetv1", alpha: 1, source: "keras", digest: { kind: "unknown" } } as const;
  const notes = (isCached: boolean): string => weightsNotes([{ ...row, sizes: [{ size: 128, isCached }] }], "cache");
  assert.match(notes(true), /^\n\* is in the cache folder, cache\.\n/);
  assert.match(notes(false), /^\nNone is in the cache folder, cache\.\n/);
});

test.run();
