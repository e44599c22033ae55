import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { picturesOf } from "../../src/jobs/picturesOf.js";

const test = suite("pictures of paths");
const root = mkdtempSync(join(tmpdir(), "linnet-pictures-"));
const at = (...names: readonly string[]): string => join(root, ...names);

test.after(() => rmSync(root, { recursive: true }));

test("a folder stands for its photographs, at any depth, and says what is left out", async () => {
  mkdirSync(at("all", "b"), { recursive: true });
  for (const name of ["c.jpg", "a.jpg", "b/x.jpg", ".hidden.jpg"])
    writeFileSync(at("all", name), Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
  writeFileSync(at("all", "labels.txt"), "0 cat");
  const { files, notes } = await picturesOf(["single.png", at("all")]);
  assert.equal(files, ["single.png", at("all", "a.jpg"), at("all", "c.jpg"), at("all", "b", "x.jpg")]);
  assert.is(notes.length, 1);
  assert.match(notes[0]!, /all: left out what is no photograph \(1\), such as .*labels\.txt: expected a JPEG/);
});

test("a folder without photographs is refused", async () => {
  mkdirSync(at("none"));
  const message = await picturesOf([at("none")]).catch((error: Error) => error.message);
  assert.is(message, `${at("none")}: expected JPEG, PNG or WebP photographs in the folder, got none`);
});

test.run();
