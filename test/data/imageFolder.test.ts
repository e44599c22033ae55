import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readImageFolder } from "../../src/data/index.js";
import { rejection } from "./support.js";
import { writePng } from "./writePng.js";

const png = writePng(1, 1, [7], { colorType: 0, depth: 8 });

async function inFolderOf(files: Readonly<Record<string, Uint8Array | string>>, work: (root: string) => Promise<void>) {
  const root = await mkdtemp(join(tmpdir(), "linnet-folder-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    await work(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

test("folders are classes, files are told by content, order is fixed, what is left out is named", () =>
  inFolderOf(
    {
      "dog/10.jpg": png,
      "dog/9.jpg": png,
      "dog/deep/er/a photo with spaces and ünïcode 猫.png": png,
      "cat/no extension": png,
      "cat/notes.txt": "not a picture",
      "cat/fake.jpg": "<html>",
      "cat/empty.png": "",
      "cat/.hidden.png": png,
      "bird/readme.md": "nothing here",
      ".git/x.png": png,
      "stray.png": png,
    },
    async (root) => {
      await symlink(root, join(root, "cat", "loop"));
      const folder = await readImageFolder(root);
      assert.equal(folder.classes, ["cat", "dog"]);
      assert.equal(
        folder.files.map((path) => relative(root, path)),
        ["cat/no extension", "dog/10.jpg", "dog/9.jpg", "dog/deep/er/a photo with spaces and ünïcode 猫.png"],
      );
      assert.equal([...folder.labels], [0, 1, 1, 1]);
      const skipped = new Map(folder.skipped.map(({ path, reason }) => [relative(root, path), reason]));
      assert.is(skipped.size, 9);
      assert.match(skipped.get("cat/fake.jpg")!, "found an HTML page");
      assert.match(skipped.get("cat/empty.png")!, "found an empty file");
      assert.match(skipped.get("cat/loop")!, "not followed");
      assert.match(skipped.get("bird")!, "without a photograph");
      assert.match(skipped.get("stray.png")!, "not in the folder of a class");
    },
  ));

test("a folder that is not there, and one without classes, are refused by name", () =>
  inFolderOf({ "photo.png": png }, async (root) => {
    assert.match((await rejection(readImageFolder(root))).message, `${root}: expected folders of JPEG or PNG`);
    assert.match(
      (await rejection(readImageFolder(join(root, "nowhere")))).message,
      "nowhere: expected a folder of classes",
    );
  }));

test.run();
