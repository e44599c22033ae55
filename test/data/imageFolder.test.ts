import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { labeledPictures, readImageFolder } from "../../src/data/index.js";
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
      "bird/.DS_Store": "nothing here",
      "bird/Thumbs.db": "nothing here",
      "cat/desktop.ini": "nothing here",
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
      assert.equal([...skipped.keys()], ["stray.png", "cat/empty.png", "cat/fake.jpg", "cat/notes.txt", "cat/loop"]);
      assert.match(skipped.get("cat/fake.jpg")!, "found an HTML page");
      assert.match(skipped.get("cat/empty.png")!, "found an empty file");
      assert.match(skipped.get("cat/loop")!, "looked at already");
      assert.match(skipped.get("stray.png")!, "not in the folder of a class");
    },
  ));

test("a folder that is not there, and one without classes, are refused by name", () =>
  inFolderOf({ "photo.png": png }, async (root) => {
    assert.match((await rejection(readImageFolder(root))).message, `${root}: expected folders of JPEG, PNG or WebP`);
    assert.match(
      (await rejection(readImageFolder(join(root, "nowhere")))).message,
      "nowhere: expected a folder of classes",
    );
  }));

test("links to folders are followed, for classes and inside them, and circles end", () =>
  inFolderOf({ "classes/cat/1.png": png, "elsewhere/1.png": png, "more/2.png": png }, async (root) => {
    const classes = join(root, "classes");
    await symlink(join(root, "elsewhere"), join(classes, "dog"));
    await symlink(join(root, "more"), join(root, "elsewhere", "more"));
    await symlink(join(root, "elsewhere"), join(root, "more", "back"));
    const folder = await readImageFolder(classes);
    assert.equal(folder.classes, ["cat", "dog"]);
    assert.equal(
      folder.files.map((path) => relative(classes, path)),
      ["cat/1.png", "dog/1.png", "dog/more/2.png"],
    );
    await symlink(join(root, "nowhere"), join(classes, "bird"));
    assert.match(
      (await rejection(readImageFolder(classes))).message,
      `${join(classes, "bird")}: a link that leads nowhere`,
    );
  }));

const heic = Buffer.from("\0\0\0\x18ftypheic\0\0\0\0", "latin1");
const unreadableClasses: readonly (readonly [what: string, files: Readonly<Record<string, Uint8Array | string>>])[] = [
  ["HEIC", { "dog/1.heic": heic, "dog/2.heic": heic }],
  ["text", { "dog/1.jpg": "not a picture" }],
];
for (const [what, files] of unreadableClasses) {
  test(`a class of nothing but ${what} is an error that names it, and says what to do`, () =>
    inFolderOf({ "cat/1.png": png, ...files }, async (root) => {
      const { message } = await rejection(readImageFolder(root));
      assert.match(message, `${root}: class "dog" has no photograph that can be read. Save them as JPEG`);
      assert.match(message, join(root, Object.keys(files)[0]!));
    }));
}

test("a class of WebP photographs is a class", () =>
  inFolderOf({ "cat/1.png": png, "dog/1.jpg": Buffer.from("RIFF\x04\0\0\0WEBPVP8 ", "latin1") }, async (root) => {
    assert.equal((await readImageFolder(root)).classes, ["cat", "dog"]);
  }));

test("names that differ in their Unicode form alone are one class, in the composed form", () =>
  inFolderOf({ "cafe\u0301/1.png": png, "caf\u00e9/2.png": png, "tea/1.png": png }, async (root) => {
    const folder = await readImageFolder(root);
    assert.equal(folder.classes, ["caf\u00e9", "tea"]);
    assert.equal([...folder.labels], [0, 0, 1]);
    assert.equal(labeledPictures({ "cafe\u0301": ["a"], "caf\u00e9": ["b"] }).classes, ["caf\u00e9"]);
  }));

test("a folder of train/ and test/ is refused, with what to give in its place", () =>
  inFolderOf({ "train/cat/1.png": png, "train/dog/1.png": png, "test/cat/1.png": png }, async (root) => {
    const { message } = await rejection(readImageFolder(root));
    assert.match(message, `${root}: train/ and test/ are parts of the photographs and no classes: give ${root}/train`);
    assert.equal((await readImageFolder(join(root, "train"))).classes, ["cat", "dog"]);
  }));

test("a class may be called train", () =>
  inFolderOf({ "train/1.png": png, "bus/1.png": png, "test/1.png": png }, async (root) => {
    assert.equal((await readImageFolder(root)).classes, ["bus", "test", "train"]);
  }));

test.run();
