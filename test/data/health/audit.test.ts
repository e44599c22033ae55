import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  auditPictures,
  groupPairs,
  type HealthReport,
  type Picture,
  readImageFolder,
  similarPairs,
} from "../../../src/data/index.js";
import { selectPictures } from "../../../src/data/labeledPictures.js";
import { sharedPath } from "../../support/shared.js";
import { rejection } from "../support.js";
import { writePng } from "../writePng.js";
import { changes, face, jpegOf } from "./pictures.js";

const test = suite("audit of a folder");
const root = mkdtempSync(join(tmpdir(), "linnet-audit-"));
const pngOf = ({ width, height, data }: Picture): Uint8Array =>
  writePng(width, height, [...data], { colorType: 2, depth: 8 });

function write(path: string, content: Uint8Array | string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

test.before(async () => {
  for (let seed = 0; seed < 12; seed += 1) write(`${seed % 2 === 0 ? "mask" : "none"}/${seed}.png`, pngOf(face(seed)));
  write("mask/same bytes.png", pngOf(face(0)));
  write("mask/mirrored.png", pngOf(await changes.mirrored!(face(2))));
  write("none/other label.jpg", jpegOf(face(4), 60));
  write("none/really a jpeg.png", jpegOf(face(20), 90));
  write("none/no extension", jpegOf(face(21), 90));
  write("none/cut short.jpg", jpegOf(face(22), 90).subarray(0, 900));
  write("none/page.jpg", "<html>");
  write("none/tiny.png", pngOf({ width: 8, height: 9, data: new Uint8Array(216).map((_, index) => index) }));
  write("none/long.png", pngOf({ width: 200, height: 40, data: new Uint8Array(24000).map((_, at) => at % 251) }));
});

test.after(() => rmSync(root, { recursive: true }));

const namesOf = (groups: readonly (readonly string[])[]) =>
  groups.map((group) => group.map((path) => relative(root, path)));

test("it finds what is wrong, and nothing else, on any number of threads", async () => {
  const folder = await readImageFolder(root);
  const reports: HealthReport[] = [];
  for (const threads of [0, 2]) {
    const { report, groups } = await auditPictures(await readImageFolder(root), { threads });
    reports.push(report);
    assert.is(groups.length, folder.files.length);
    assert.is(groups[folder.files.indexOf(join(root, "mask/same bytes.png"))], 0);
  }
  const [report] = reports;
  assert.equal(reports[1], report);
  assert.equal(report!.classes, [
    { name: "mask", photographs: 8 },
    { name: "none", photographs: 12 },
  ]);
  const unreadable = new Map(report!.unreadable.map(({ path, reason }) => [relative(root, path), reason]));
  assert.equal([...unreadable.keys()].sort(), ["none/cut short.jpg", "none/page.jpg"]);
  assert.match(unreadable.get("none/page.jpg")!, /found an HTML page/);
  assert.equal(report!.misnamed, [{ path: join(root, "none/really a jpeg.png"), format: "jpeg" }]);
  assert.equal(namesOf(report!.exactDuplicates), [["mask/0.png", "mask/same bytes.png"]]);
  assert.equal(namesOf(report!.nearDuplicates), [
    ["mask/0.png", "mask/same bytes.png"],
    ["mask/2.png", "mask/mirrored.png"],
    ["mask/4.png", "none/other label.jpg"],
  ]);
  assert.equal(namesOf(report!.acrossClasses), [["mask/4.png", "none/other label.jpg"]]);
  assert.is(report!.sizes.medianWidth, 96);
  assert.equal(
    report!.sizes.odd.map(({ path, reason }) => [relative(root, path), reason]),
    [
      ["none/long.png", "sides of 5.0 to 1"],
      ["none/tiny.png", "very small"],
    ],
  );
});

test("it counts the held-out photographs that have a copy among the others", async () => {
  const folder = await readImageFolder(root);
  const everyPhotograph = folder.files.map((_, index) => [0, index] as const);
  const { report } = await auditPictures(folder, { threads: 0, testSize: 0.5, seed: 3, alsoAlike: everyPhotograph });
  assert.equal(report.randomSplit, { testSize: 0.5, seed: 3, heldOut: 10, leaked: 10 });
  assert.is(report.nearDuplicates[0]!.length, folder.files.length);
  const tooFew = await auditPictures(selectPictures(folder, [0]));
  assert.is(tooFew.report.randomSplit, null);
});

test("it tells how far it is, and stops when it is told to", async () => {
  const folder = await readImageFolder(root);
  const progress: number[] = [];
  await auditPictures(folder, { threads: 0, onProgress: (done) => progress.push(done) });
  assert.is(progress.at(-1), folder.files.length);
  const signal = AbortSignal.abort(new Error("enough"));
  assert.match((await rejection(auditPictures(folder, { threads: 0, signal }))).message, "enough");
});

test("real photographs: augmented copies are found with their originals", async () => {
  const path = sharedPath("data/face-mask", "an audit of real photographs");
  if (path === null) return;
  const folder = await readImageFolder(path);
  const chosen = [...folder.files.keys()].filter((index) =>
    /without_mask.(1|1[0-9]|augmented_image_[12]?[0-9])\.jpg$/.test(folder.files[index]!),
  );
  const { report } = await auditPictures(selectPictures(folder, chosen));
  assert.equal(report.unreadable, []);
  assert.equal(report.acrossClasses, []);
  const augmented = report.nearDuplicates.filter((group) => group.filter((name) => /augmented/.test(name)).length > 1);
  assert.ok(augmented.length >= 3, JSON.stringify(report.nearDuplicates));
  assert.ok(report.randomSplit!.leaked > 0);
});

test("unknown options and places that there are not are refused by name", async () => {
  const refused = auditPictures(await readImageFolder(root), { test_size: 0.5 } as object);
  assert.match(
    String(await refused.catch((error: Error) => error.message)),
    "auditPictures: unknown option test_size: did",
  );
  assert.throws(() => similarPairs([], { distance: 5 } as object), /similarPairs: unknown option distance/);
  assert.throws(() => groupPairs(2, [[0, 2]]), /groupPairs: expected places below 2, got the pair 0, 2/);
});

test.run();
