import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as browser from "../../src/platform/browser.js";
import * as platform from "../../src/platform/index.js";
import * as node from "../../src/platform/node.js";

/** The compiler checks here that both files answer the whole interface. */
const platforms: readonly platform.Platform[] = [node, browser];

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "linnet-platform-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("every platform has the same functions, and index.ts gives all of them", () => {
  const names = Object.keys(platform).sort();
  for (const one of platforms) assert.equal(Object.keys(one).sort(), names);
});

test("a written file is whole, replaces the one before and leaves nothing else behind", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "model.bin");
    await platform.writeFileAtomically(path, "first");
    await platform.writeFileAtomically(path, Uint8Array.of(1, 2, 3));
    assert.equal([...(await platform.readFile(path))], [1, 2, 3]);
    assert.equal([...(await platform.readFileStart(path, 2))], [1, 2]);
    assert.equal([...(await platform.readFileStart(path, 20))], [1, 2, 3]);
    assert.equal(await readdir(folder), ["model.bin"]);
  }));

test("a write that fails leaves the file before and no temporary file", () =>
  inTemporaryFolder(async (folder) => {
    await platform.makeFolder(join(folder, "taken", "inside"));
    let failed = false;
    await platform.writeFileAtomically(join(folder, "taken"), "text").catch(() => {
      failed = true;
    });
    assert.ok(failed);
    assert.equal(await readdir(folder), ["taken"]);
  }));

test("what broken writes of a file have left is removed, and nothing else is", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "model.bin");
    for (const name of ["model.bin", "model.bin.1.part", "model.bin.part.txt", "other.bin.1.part"])
      await writeFile(join(folder, name), name);
    await platform.removeLeftovers(path);
    assert.equal((await readdir(folder)).sort(), ["model.bin", "model.bin.part.txt", "other.bin.1.part"]);
    assert.is(await platform.fileSize(path), "model.bin".length);
    await platform.removeFile(path);
    await platform.removeFile(path);
    assert.not.ok(await platform.fileExists(path));
    await platform.removeLeftovers(join(folder, "nowhere", "model.bin"));
  }));

test("a folder is listed in code unit order; links count as what they lead to", () =>
  inTemporaryFolder(async (folder) => {
    for (const name of ["b.jpg", "a10", "a2", "Z", "é"]) await writeFile(join(folder, name), "");
    await platform.makeFolder(join(folder, "c"));
    await symlink(folder, join(folder, "loop"));
    await symlink(join(folder, "a2"), join(folder, "link"));
    await symlink(join(folder, "nowhere"), join(folder, "dead"));
    assert.equal(
      (await platform.listFolder(folder)).map(({ name, kind }) => `${name} ${kind}`),
      ["Z file", "a10 file", "a2 file", "b.jpg file", "c folder", "dead other", "link file", "loop folder", "é file"],
    );
  }));

test("the cache folder can be named by the environment", () => {
  const before = process.env.LINNET_CACHE;
  process.env.LINNET_CACHE = "/somewhere";
  assert.is(platform.cacheFolder(), "/somewhere");
  if (before === undefined) delete process.env.LINNET_CACHE;
  else process.env.LINNET_CACHE = before;
  assert.ok(platform.availableThreads() >= 1);
});

test("browser paths keep the two strokes after a scheme", () => {
  assert.is(browser.joinPath("https://a.org/", "/b/", "c.png"), "https://a.org/b/c.png");
});

test.run();
