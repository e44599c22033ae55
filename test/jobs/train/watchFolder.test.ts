import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readImageFolder } from "../../../src/data/imageFolder.js";
import { openImageLoader } from "../../../src/data/loader/imageLoader.js";
import { watchFolder } from "../../../src/jobs/train/watchFolder.js";
import { imageSource } from "../../../src/train/batches/imageSource.js";
import { writeFaces } from "../../support/command.js";

/** Goes through two epochs of eight faces; `remove` is called in the first, when one batch of two was taken. */
async function readFaces(remove: (folder: string) => void, { strict = false } = {}): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-watch-"));
  writeFaces(folder, 4);
  const { files, labels } = await readImageFolder(folder);
  const loader = openImageLoader({
    sources: files,
    size: { width: 4, height: 4 },
    preprocess: "minusOneToOne",
    batchSize: 2,
    threads: 0,
    strict,
  });
  const indices = files.map((_, index) => index);
  const source = imageSource({ loader, indices, labels, classes: 2, batchSize: 2 });
  const counts: number[] = [];
  try {
    for (const epoch of [0, 1]) {
      let count = 0;
      for await (const batch of watchFolder(folder, loader, source).epoch(epoch)) {
        if (count === 0 && epoch === 0) remove(folder);
        count += batch.count;
      }
      counts.push(count);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: Error) => error.message,
  );

test("a folder that is removed in mid-run is an error that names it", async () => {
  const message = await messageOf(readFaces((folder) => rmSync(folder, { recursive: true })));
  assert.match(message, /linnet-watch-\w+: the folder was removed while its photographs were read$/);
});

test("the folder of a class that is removed in mid-run is an error that names it", async () => {
  const message = await messageOf(readFaces((folder) => rmSync(join(folder, "with_mask"), { recursive: true })));
  assert.match(message, /linnet-watch-\w+\/with_mask: the folder was removed while its photographs were read$/);
});

test("a photograph that is removed in mid-run is left out, or named where the reading is strict", async () => {
  const removeOne = (folder: string): void => rmSync(join(folder, "with_mask", "1.png"));
  const counts = await readFaces(removeOne);
  assert.ok(counts[0]! >= 7 && counts[1] === 7, `${counts}`);
  const message = await messageOf(readFaces(removeOne, { strict: true }));
  assert.match(message, /with_mask\/1\.png: could not be read \(ENOENT/);
});

test.run();
