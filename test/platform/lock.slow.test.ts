// Locks that several processes want at the same moment: one gets each, and the others are told so.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lockFile, removeLeftovers } from "../../src/platform/node.js";

const PROCESSES = 8;
const ROUNDS = 20;

const test = suite("locks of several processes");
let folder: string;

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), "linnet-lock-"));
});
test.after.each(() => rmSync(folder, { recursive: true, force: true }));

/** A process that takes the lock of the path that it is sent, at the moment that it is sent, and answers how that went. */
const taking = `
  const { lockFile } = await import(${JSON.stringify(new URL("../../src/platform/nodeLock.ts", import.meta.url).href)});
  let release = async () => {};
  process.on("message", async ({ path, moment }) => {
    await release();
    release = async () => {};
    if (path === null) return process.send("released");
    while (Date.now() < moment);
    try {
      release = await lockFile(path);
      process.send("held");
    } catch (error) {
      process.send(error.message);
    }
  });
  process.send("ready");`;

/** Replaces a function of the file system before the lock's module is loaded. */
const replacing = (name: string, replacement: string): string => `
  const { default: files } = await import("node:fs/promises");
  files.${name} = ${replacement};
  (await import("node:module")).syncBuiltinESMExports();`;

const withoutLinks = replacing(
  "link",
  `async () => { throw Object.assign(new Error("EPERM: operation not permitted"), { code: "EPERM" }); }`,
);

function start(script: string): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

const answers = (children: readonly ChildProcess[]): Promise<string[]> =>
  Promise.all(children.map(async (child) => (await once(child, "message"))[0] as string));

async function ask(children: readonly ChildProcess[], path: string | null): Promise<string[]> {
  const answered = answers(children);
  for (const child of children) child.send({ path, moment: Date.now() + 20 });
  return answered;
}

/** The lock of a process that was killed. */
function stale(): string {
  const ended = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" });
  return JSON.stringify({ process: Number(ended), host: hostname(), started: "1" });
}

const befores: readonly (readonly [name: string, before: () => string | null])[] = [
  ["no lock", () => null],
  ["a lock of a process that has ended", stale],
  ["a lock that is not whole", () => "{"],
];

for (const [system, preparation] of [["hard links", ""] as const, ["no hard links", withoutLinks] as const])
  for (const [name, before] of befores)
    test(`of ${PROCESSES} processes one holds a file, on a file system with ${system}, where there was ${name}`, async () => {
      const children = Array.from({ length: PROCESSES }, () => start(preparation + taking));
      try {
        await answers(children);
        const left = before();
        for (let round = 0; round < ROUNDS; round += 1) {
          const path = join(folder, `model ${round}`);
          if (left !== null) writeFileSync(`${path}.lock`, left);
          const outcomes = await ask(children, path);
          assert.is(
            outcomes.filter((outcome) => outcome === "held").length,
            1,
            `round ${round}: ${outcomes.join("; ")}`,
          );
          for (const outcome of outcomes) if (outcome !== "held") assert.match(outcome, /^another run is writing it/);
          assert.ok(existsSync(`${path}.lock`), "the others leave it there");
          await ask(children, null);
          assert.equal(readdirSync(folder), []);
        }
      } finally {
        for (const child of children) child.kill();
      }
    });

test("what a process leaves that is killed while it takes a lock over is taken over", async () => {
  const path = join(folder, "model");
  writeFileSync(`${path}.lock`, stale());
  const killing = replacing("rename", `async () => process.kill(process.pid, "SIGKILL")`);
  const child = start(killing + taking);
  try {
    await answers([child]);
    const ended = Promise.race([once(child, "exit"), once(child, "message")]);
    child.send({ path, moment: 0 });
    await ended;
    assert.is(child.signalCode, "SIGKILL");
    assert.is(readdirSync(folder).length, 3, "both locks, and the file that was linked");
    const release = await lockFile(path);
    await removeLeftovers(path);
    assert.equal(readdirSync(folder), ["model.lock"]);
    await release();
    assert.equal(readdirSync(folder), []);
  } finally {
    child.kill();
  }
});

test("a lock that is no longer one's own is not removed", async () => {
  const path = join(folder, "model");
  const release = await lockFile(path);
  writeFileSync(`${path}.lock`, "another's");
  await release();
  assert.equal(readdirSync(folder), ["model.lock"]);
});

test.run();
