// Outputs in Node: what is replaced, what is refused, and what other processes have left.

import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  checkWritable,
  lockFile,
  placeOf,
  readFile,
  readFileStart,
  removeFile,
  removeLeftovers,
  writeFileAtomically,
} from "../../src/platform/node.js";

const test = suite("files in Node");
let folder: string;
const at = (...names: readonly string[]): string => join(folder, ...names);

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "linnet-files-"));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** The message of the error with which it is refused. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.instance(error, Error);
  return (error as Error).message;
}

test("a link stays, and the file to which it leads is replaced, also where there is none yet", async () => {
  mkdirSync(at("elsewhere"));
  for (const name of ["there", "not there"]) {
    symlinkSync(join("elsewhere", name), at(name));
    symlinkSync(at(name), at(`to ${name}`));
  }
  writeFileSync(at("elsewhere", "there"), "before");
  for (const name of ["there", "not there"]) {
    await checkWritable(at(`to ${name}`));
    await writeFileAtomically(at(`to ${name}`), name);
    assert.ok(lstatSync(at(`to ${name}`)).isSymbolicLink() && lstatSync(at(name)).isSymbolicLink());
    assert.is(readFileSync(at("elsewhere", name), "utf8"), name);
    assert.is(await placeOf(at(`to ${name}`)), await placeOf(at("elsewhere", name)));
  }
  assert.equal(readdirSync(at("elsewhere")), ["not there", "there"]);
  await removeFile(at("to there"));
  assert.equal(readdirSync(at("elsewhere")), ["not there"]);
  symlinkSync("circle", at("circle"));
  assert.match(await refusal(checkWritable(at("circle"))), /circles/);
});

test("a file keeps its rights", async () => {
  writeFileSync(at("private"), "before");
  chmodSync(at("private"), 0o600);
  await writeFileAtomically(at("private"), "after");
  assert.is(statSync(at("private")).mode & 0o777, 0o600);
});

test("what is no file, or cannot be one, is refused before and by the write, and left as it is", async () => {
  execFileSync("mkfifo", [at("pipe")]);
  mkdirSync(at("taken"));
  writeFileSync(at("text"), "");
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /^expected the name of a file, got an empty one$/],
    [at("taken"), /^it is a folder$/],
    [at("new", "/"), /^it is the name of a folder$/],
    [at("pipe"), /^it is a pipe/],
    ["/dev/null", /^it is a device/],
    [at("nowhere", "model"), /^ENOENT: no such file or directory$/],
    [at("text", "model"), /^ENOTDIR: not a directory$/],
    [at("x".repeat(300)), /^ENAMETOOLONG: name too long$/],
  ];
  for (const [path, message] of cases) {
    assert.match(await refusal(checkWritable(path)), message);
    assert.match(await refusal(writeFileAtomically(path, "new")), message);
  }
  assert.ok(statSync(at("pipe")).isFIFO());
  assert.match(await refusal(readFile(at("pipe"))), /^it is a pipe/, "reading would wait forever");
  assert.match(await refusal(readFileStart(at("pipe"), 4)), /^it is a pipe/);
  assert.equal(readdirSync(folder), ["pipe", "taken", "text"]);
  await writeFileAtomically(at("x".repeat(255)), "as long as a name may be");
});

test("what killed processes left is removed, and not what others are writing", async () => {
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  try {
    const gone = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
    for (const writer of [gone, process.pid, other.pid]) writeFileSync(at(`model.${writer}-0123abcd.part`), "");
    await removeLeftovers(at("model"));
    assert.equal(readdirSync(folder), [`model.${other.pid}-0123abcd.part`]);
  } finally {
    other.kill();
  }
});

test("a file has one writer, and none once that one has ended", async () => {
  const path = at("model");
  symlinkSync(path, at("link"));
  const release = await lockFile(path);
  assert.match(await refusal(lockFile(at("link"))), /^another run of this process is writing it$/);
  await release();
  assert.not.ok(existsSync(`${path}.lock`));
  const holding = `
    import { lockFile } from ${JSON.stringify(new URL("../../src/platform/nodeLock.ts", import.meta.url).href)};
    await lockFile(${JSON.stringify(path)});
    console.log("held");
    setTimeout(() => {}, 60000);`;
  const other = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", holding], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => other.once("exit", resolve));
  await new Promise((resolve) => other.stdout.once("data", resolve));
  assert.is(
    await refusal(lockFile(path)),
    `another run is writing it, process ${other.pid}: wait for its end, or write another`,
  );
  other.kill("SIGKILL");
  await ended;
  assert.ok(existsSync(`${path}.lock`));
  await (await lockFile(path))();
  assert.equal(readdirSync(folder), ["link"]);
  writeFileSync(`${path}.lock`, "no JSON");
  await (await lockFile(path))();
});

test.run();
