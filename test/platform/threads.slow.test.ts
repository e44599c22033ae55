// Threads of Node processes: started whatever flags node was given, done without where there can be none, and never what keeps
// a process alive.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Outcome, root, run } from "../support/command.js";

/** Uses kernels and pictures on two threads, twice, prints what came of it, and closes nothing. */
const script = (folder: string, before = ""): string => `
  ${before}
  const { compile, openImageLoader, Tensor, wasmBackend } = await import(${JSON.stringify(`${folder}/index.js`)});
  const { matMul } = await import(${JSON.stringify(`${folder}/ops.js`)});
  const backend = await wasmBackend({ threads: 2, smallestSharedWork: 0 });
  const x = Tensor.from(new Float32Array(64).fill(1), [8, 8]);
  for (let time = 0; time < 2; time += 1) {
    const product = await compile((a) => matMul(a, a), [x.shape], { backend });
    console.log((await product(x))[0].values[0], product.program.describe());
    const picture = { width: 2, height: 2, data: new Uint8Array(12).fill(255) };
    const loader = openImageLoader({ sources: [picture, picture], size: { width: 1, height: 1 }, preprocess: "minusOneToOne", threads: 2 });
    for await (const { images } of loader.batches()) console.log(...images);
  }
`;

const built = join(root, "dist/node");

const evaluate = (text: string, flags: readonly string[] = []): Promise<Outcome> =>
  run(process.execPath, [...flags, "--input-type=module", "--eval", text]);

function checkResults({ code, stdout }: Outcome, how: string): void {
  assert.is(code, 0);
  const pictures = "1 1 1 1 1 1";
  const lines = stdout.trim().split("\n");
  assert.is(lines.length, 4, stdout);
  for (const [place, line] of lines.entries()) {
    if (place % 2 === 1) assert.is(line, pictures);
    else assert.match(line, new RegExp(`^8 wasm: .*SIMD, ${how}`));
  }
}

/** Runs a short plan until threads have been called, and could not come. */
const lateScript = (folder: string): string => `
  const { compile, Tensor, wasmBackend } = await import(${JSON.stringify(`${folder}/index.js`)});
  const { matMul } = await import(${JSON.stringify(`${folder}/ops.js`)});
  const x = Tensor.from(new Float32Array(64).fill(1), [8, 8]);
  const backend = await wasmBackend({ threads: 2, smallestSharedWork: 100 });
  const product = await compile((a) => matMul(a, a), [x.shape], { backend });
  for (let time = 0; time < 5; time += 1) {
    const [y] = await product(x);
    await new Promise((resolve) => setTimeout(resolve, 200));
    console.log(y.values[0], product.program.describe());
  }
`;

function checkLate({ code, stdout, stderr }: Outcome): void {
  assert.is(code, 0);
  const lines = stdout.trim().split("\n");
  assert.is(lines.length, 5, stdout);
  assert.match(lines[0]!, /^8 wasm: .*SIMD, 2 threads$/);
  for (const line of lines.slice(1)) assert.match(line, /^8 wasm: .*SIMD, 1 thread \(threads could not start: /);
  assert.match(stderr, /^linnet: the wasm backend works on one thread: threads could not start: .*\n$/);
}

for (const flags of [
  [],
  ["--max-old-space-size=4096"],
  ["--expose-gc"],
  ["--stack-size=1000"],
  ["--conditions", "development", "--no-warnings"],
])
  test(`threads start, and let the process end, after node ${flags.join(" ")}`, async () => {
    const outcome = await evaluate(script(built), flags);
    assert.is(outcome.stderr, "");
    checkResults(outcome, "2 threads$");
  });

test("where the threads' modules are missing, the caller does the work, with a warning for each cause", async () => {
  const folder = mkdtempSync(join(root, "dist/without-threads-"));
  try {
    cpSync(built, folder, { recursive: true, filter: (path) => !path.endsWith("Worker.js") });
    const outcome = await evaluate(script(folder));
    checkResults(outcome, "1 thread \\(threads could not start: Cannot find module .*kernelWorker.js");
    const warnings = outcome.stderr.trim().split("\n");
    assert.is(warnings.length, 2, outcome.stderr);
    assert.match(
      warnings[0]!,
      /^linnet: the wasm backend works on one thread: threads could not start: .*kernelWorker/,
    );
    assert.match(warnings[1]!, /^linnet: pictures are decoded in .*pictureWorker/);
    checkLate(await evaluate(lateScript(folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("where Node's permissions allow no threads, the caller does the work", async () => {
  const flags = ["--experimental-permission", "--allow-fs-read=*", "--no-warnings"];
  const outcome = await evaluate(script(built), flags);
  checkResults(outcome, "1 thread \\(threads could not start: ");
  assert.is(outcome.stderr.trim().split("\n").length, 2, outcome.stderr);
  checkLate(await evaluate(lateScript(built), flags));
});

test("without a SharedArrayBuffer, which Node's own threads need too, the caller does the work", async () => {
  const outcome = await evaluate(script(built, "delete globalThis.SharedArrayBuffer;"));
  checkResults(outcome, "1 thread \\(there is no SharedArrayBuffer");
  const warnings = outcome.stderr.trim().split("\n");
  assert.is(warnings.length, 2, outcome.stderr);
  assert.match(warnings[0]!, /^linnet: the wasm backend works on one thread: there is no SharedArrayBuffer/);
});

test("a process waits for what its threads are doing", async () => {
  const outcome = await evaluate(`
    const { compile, Tensor, wasmBackend } = await import(${JSON.stringify(join(built, "index.js"))});
    const { matMul } = await import(${JSON.stringify(join(built, "ops.js"))});
    const backend = await wasmBackend({ threads: 2, blocking: false });
    const x = Tensor.from(new Float32Array(300 * 300).fill(1), [300, 300]);
    compile((a) => matMul(a, a), [x.shape], { backend }).then((product) => product(x)).then(([{ values }]) => console.log(values[0]));
  `);
  assert.equal(outcome, { code: 0, stdout: "300\n", stderr: "" });
});

test.run();
