// What becomes of a checkpoint when the process is killed, and when its file cannot be written.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { seededRandom } from "../../../src/tensor/random.js";
import { readCheckpoint } from "../../../src/train/checkpoint/saveCheckpoint.js";
import { run } from "../../support/command.js";
import { smallRun } from "./smallRun.js";

const KILLS = 30;

const test = suite("a checkpoint when its process ends");
const folder = mkdtempSync(join(tmpdir(), "linnet-kill-"));
const program = join(folder, "keptRun.cjs");

test.before(async () => {
  const entryPoints = ["test/train/checkpoint/keptRun.ts"];
  const target = { bundle: true, platform: "node", format: "cjs", outfile: program } as const;
  await build({ ...target, entryPoints, external: ["gpu.js"], logLevel: "error" });
});

test.after(() => rmSync(folder, { recursive: true }));

/** A folder of its own for a run. */
function place(name: string): { readonly inside: string; readonly file: string; readonly result: string } {
  const inside = join(folder, name);
  mkdirSync(inside);
  return { inside, file: join(inside, "run.checkpoint.safetensors"), result: join(inside, "result.json") };
}

/** When a process is killed: a while after its start, or after it has told of so many steps. */
interface Kill {
  readonly steps: number;
  readonly milliseconds: number;
}

/** Runs the program to its end, or kills it; gives the signal that ended it. */
function live(parameters: readonly string[], kill?: Kill): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
    let told = 0;
    const strike = (): void => {
      if (kill?.steps === told) setTimeout(() => child.kill("SIGKILL"), kill.milliseconds);
    };
    strike();
    child.stdout.on("data", (steps: Buffer) => {
      for (const _ of steps) {
        told += 1;
        strike();
      }
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0 || signal !== null) resolve(signal);
      else reject(new Error(`the program ended with code ${code}`));
    });
  });
}

/** Mostly within a few milliseconds of a step, when the checkpoint is written; now and then before there was one. */
function drawKill(random: () => number): Kill {
  return random() < 0.1
    ? { steps: 0, milliseconds: random() * 200 }
    : { steps: 1 + Math.floor(random() * 4), milliseconds: random() * 15 };
}

/** How many batches the checkpoint's run was trained on; throws where the file is torn. */
async function progressOf(file: string): Promise<number> {
  if (!existsSync(file)) return 0;
  const { state } = await readCheckpoint(file);
  return state.steps;
}

test(`${KILLS} kills leave it whole, lose nothing that was saved, and change no weight`, async () => {
  const { inside, file, result } = place("killed");
  const expected = await smallRun({});
  const random = seededRandom("kills");
  let kills = 0;
  let known = 0;
  while (kills < KILLS) {
    const signal = await live([file, result], drawKill(random));
    if (signal !== null) kills += 1;
    if (!existsSync(file) && existsSync(result)) {
      // The run came to its end before the signal: the kills go on in another one.
      assert.equal(JSON.parse(readFileSync(result, "utf8")).weights, expected.weights);
      rmSync(result);
      known = 0;
      continue;
    }
    const progress = await progressOf(file);
    assert.ok(progress >= known, `${progress} steps after kill ${kills}, ${known} before it`);
    known = progress;
  }
  assert.is(await live([file, result]), null);
  const { weights, history } = JSON.parse(readFileSync(result, "utf8"));
  assert.equal(weights, expected.weights);
  assert.equal(history, expected.history.history);
  assert.equal(readdirSync(inside), ["result.json"], "the checkpoint and what broken writes have left are removed");
});

test("a disk that is full in mid-run is an error that names the file, which stays whole", async () => {
  const { inside, file, result } = place("full");
  // The kernel ends the write at 9 KiB: enough for the first epoch, too little once early stopping keeps its best weights.
  const limited = `trap '' XFSZ; ulimit -f 9; exec "$0" "$@"`;
  const { code, stderr } = await run("bash", ["-c", limited, process.execPath, program, file, result]);
  assert.is(code, 1);
  assert.match(stderr, /run\.checkpoint\.safetensors: the checkpoint could not be written \(EFBIG: file too large/);
  assert.equal(readdirSync(inside), ["run.checkpoint.safetensors"], "nothing is left of the write that failed");
  assert.ok((await progressOf(file)) > 0);
  assert.is(await live([file, result]), null);
  assert.equal(JSON.parse(readFileSync(result, "utf8")).weights, (await smallRun({})).weights);
});

test("a folder that is removed in mid-run is an error that names the file", async () => {
  const { inside, file } = place("removed");
  const onEpochEnd = (epoch: number): void => void (epoch === 1 && rmSync(inside, { recursive: true }));
  const failed = await smallRun({ checkpoint: { file }, callbacks: [{ onEpochEnd }] }).catch((error: Error) => error);
  assert.match(String(failed), /run\.checkpoint\.safetensors: the checkpoint could not be written \(ENOENT/);
});

test.run();
