import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { OptionError } from "../../src/jobs/optionError.js";
import { checkOutputs, type NamedFiles, whileLocked } from "../../src/jobs/outputFile.js";
import { writeFaces } from "../support/command.js";
import { refusal } from "../support/tinyJob.js";

const test = suite("the files of a job");
const folder = mkdtempSync(join(tmpdir(), "linnet-outputs-"));
test.after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test("an output is another file than each other one, and than all that is read, by whatever path", async () => {
  symlinkSync(at("model"), at("link"));
  writeFileSync(at("weights"), "");
  const refused: readonly (readonly [NamedFiles, RegExp])[] = [
    [
      [
        ["output", at("model")],
        ["report", at("./model")],
      ],
      /^report: expected another file than output's, got/,
    ],
    [
      [
        ["output", at("model")],
        ["csv", at("link")],
      ],
      /^csv: expected another file than output's, got/,
    ],
    [[["output", at("weights")]], /^output: expected another file than those that are read, got/],
    [[["output", ""]], /^output: .*the name of a file, got an empty one/],
    [[["report", at("none/r.html")]], /^report: .*none\/r\.html: the file could not be written \(ENOENT: [^,]*\)$/],
  ];
  for (const [outputs, message] of refused) {
    const error = await refusal(checkOutputs(outputs, [at("weights"), "imagenet"]));
    assert.instance(error, OptionError);
    assert.match(error.message, message);
  }
  await checkOutputs(
    [
      ["output", at("model")],
      ["report", at("report")],
      ["csv", undefined],
    ],
    [at("weights")],
  );
  assert.equal(readdirSync(folder), ["link", "weights"], "nothing is left of the check");
});

test("a photograph is not written over, whatever it is called, nor one that a limit leaves out", async () => {
  writeFaces(at("faces"), 2);
  writeFileSync(at("elsewhere.png"), readFileSync(at("faces/with_mask/0.png")));
  symlinkSync(at("elsewhere.png"), at("faces/with_mask/linked.png"));
  for (const file of ["faces/with_mask/1.png", "elsewhere.png", "faces/with_mask/linked.png"])
    for (const photographs of [at("faces"), { a: [at(file)], b: [at("faces/without_mask/0.png")] }])
      assert.match(
        (await refusal(checkOutputs([["report", at(file)]], [], photographs))).message,
        /^report: expected another file than those that are read, got .*\.png$/,
      );
  assert.match(
    (await refusal(checkOutputs([["report", at("faces/with_mask/report.html")]], [], at("faces")))).message,
    /^report: expected a place outside of the photographs' classes, got .*report\.html$/,
  );
  await checkOutputs([["report", at("faces/report.html")]], [], at("faces"));
  mkdirSync(at("faces-reports/today"), { recursive: true });
  await checkOutputs([["report", at("faces-reports/today/report.html")]], [], at("faces"));
  rmSync(at("faces-reports"), { recursive: true });
  rmSync(at("faces"), { recursive: true });
  rmSync(at("elsewhere.png"));
});

test("one run at a time writes a file", async () => {
  const inner = whileLocked("output", at("model"), () => whileLocked("output", at("model"), async () => 1));
  assert.match((await refusal(inner)).message, /^output: .*model: the file could not be written \(another run of this/);
  assert.is(await whileLocked("output", at("model"), async () => 2), 2);
  assert.is(await whileLocked("output", undefined, async () => 3), 3);
  assert.equal(readdirSync(folder), ["link", "weights"]);
});

test.run();
