import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet tune");
const folder = mkdtempSync(join(tmpdir(), "linnet tune-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
const small = ["--weights", weights, "--alpha", "0.35", "--size", "32", "--batch-size", "8", "--seed", "7"];

test.before(async () => {
  writeFaces(faces, 40);
  await writeBaseWeights(weights);
});

test.after(() => rmSync(folder, { recursive: true }));

/** What two runs of one seed agree in. */
function lasting(file: string) {
  const { seconds, ...found } = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(seconds > 0);
  return { ...found, options: null };
}

test("tune prints its rungs and the winner, whose command gives the same held-out accuracy", async () => {
  const json = join(folder, "tune.json");
  const { code, stdout, stderr } = await linnet([
    "tune",
    faces,
    ...small,
    "--trials",
    "6",
    "--epochs",
    "3",
    "--json",
    json,
  ]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /After 1 epoch, 6 trials, the best first:\n[\s\S]*After 3 epochs, 2 trials, the best first:\n/);
  assert.match(stdout, /6 trials in \d+\.\d s, \d+\.\d\d s a trial/);
  const record = JSON.parse(readFileSync(json, "utf8"));
  assert.equal(
    record.rungs.map(({ epochs, trials }: { epochs: number; trials: unknown[] }) => [epochs, trials.length]),
    [
      [1, 6],
      [3, 2],
    ],
  );
  assert.equal(record.winner, record.rungs[1].trials[0]);
  assert.equal(record.photographs, { training: 51, validation: 13, trainingSide: 64, heldOut: 16 });

  assert.ok(stdout.includes(`To train it: ${record.command}\n`));
  assert.ok(record.command.includes(`'${faces}' --weights '${weights}'`), "names with a space are quoted");
  const output = join(folder, "winner.safetensors");
  const words = [...`${record.command} -o '${output}'`.matchAll(/'([^']*)'|(\S+)/g)].map((word) => word[1] ?? word[2]!);
  assert.equal(words.slice(0, 3), ["npx", "linnet", "train"]);
  const trained = await linnet(words.slice(2));
  assert.is(trained.code, 0, trained.stderr);
  assert.ok(trained.stdout.includes(`Held-out accuracy ${record.heldOut.accuracy.toFixed(4)} after`), trained.stdout);

  const again = join(folder, "again.json");
  await linnet(["tune", faces, ...small, "--trials", "6", "--epochs", "3", "--json", again]);
  assert.equal(lasting(again), lasting(json), "the same seed finds the same");
});

/** Runs with Ctrl-C as soon as this is printed. */
async function interrupted(atOutput: string, parameters: readonly string[]) {
  let sent = false;
  return linnet(["tune", faces, ...small, ...parameters], {
    onOutput: (printed, child) => {
      if (sent || !printed.includes(atOutput)) return;
      sent = true;
      child.kill("SIGINT");
    },
  });
}

test("Ctrl-C prints the best so far, and leaves the held-out photographs alone", async () => {
  const json = join(folder, "interrupted.json");
  const long = ["--trials", "9", "--epochs", "900", "--json", json];
  const { code, stdout, stderr } = await interrupted("After 100 epochs", long);
  assert.is(code, 0, stderr);
  assert.match(stderr, /Stopping after this step/);
  assert.match(
    stdout,
    /Best so far: trial \d[\s\S]*the held-out photographs were not looked at[\s\S]*To train it: npx/,
  );
  const record = JSON.parse(readFileSync(json, "utf8"));
  assert.equal([record.interrupted, record.heldOut], [true, null]);
  assert.equal(record.winner, record.rungs.at(-1).trials[0]);
});

test("Ctrl-C before the first trial says that there is nothing yet", async () => {
  const json = join(folder, "early.json");
  const { code, stderr } = await interrupted("held out.", ["--json", json]);
  assert.is(code, 130, stderr);
  assert.match(stderr, /Stopped before the first trial was measured/);
  assert.not.ok(existsSync(json));
});

test("mistakes are told before the work", async () => {
  for (const [parameters, message] of [
    [["--json", join(folder, "no/tune.json")], /^linnet: --json .*no\/tune\.json: the file could not be written/],
    [["--factor", "1"], /Expected a whole number of at least 2, got "1"/],
    [["--trials", "0"], /Expected a whole number of at least 1, got "0"/],
  ] as const) {
    const { code, stderr } = await linnet(["tune", faces, ...small, ...parameters]);
    assert.is(code, 1);
    assert.match(stderr, message);
  }
});

test.run();
