import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../../src/backends/compile.js";
import { wasmBackend } from "../../../../src/backends/wasm/index.js";
import { MemoryPool } from "../../../../src/backends/wasm/run/memoryPool.js";
import { LinnetError } from "../../../../src/tensor/errors.js";
import { matMul, relu } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { rejection } from "../../../data/support.js";

const PAGE = 65536;

test("a memory that was given back is the next one of its kind, all zeros", () => {
  const pool = new MemoryPool();
  for (const shared of [false, true]) {
    const memory = pool.take(3, shared);
    assert.is(memory.buffer.byteLength, 3 * PAGE);
    new Uint8Array(memory.buffer).fill(7);
    pool.give(memory);
    assert.is.not(pool.take(3, !shared), memory, "whether threads share it matters");
    assert.is.not(pool.take(4, shared), memory, "it is too small for that");
    assert.is.not(pool.take(1, shared), memory, "it is too large for that");
    assert.is(pool.take(2, shared), memory);
    assert.ok(new Uint8Array(memory.buffer).every((byte) => byte === 0));
    assert.is.not(pool.take(2, shared), memory, "it is in use");
  }
});

test("the smallest that is large enough is taken", () => {
  const pool = new MemoryPool();
  const [small, large] = [pool.take(4, false), pool.take(5, false)];
  pool.give(large);
  pool.give(small);
  assert.is(pool.take(3, false), small);
  assert.is(pool.take(3, false), large);
});

test("of many that are given back, the last four are kept", () => {
  const pool = new MemoryPool();
  const memories = Array.from({ length: 5 }, () => pool.take(1, false));
  for (const memory of memories) pool.give(memory);
  const again = memories.map(() => pool.take(1, false));
  assert.equal(
    memories.map((memory) => again.includes(memory)),
    [false, true, true, true, true],
  );
});

/** Values that differ from round to round. */
function filled(rows: number, columns: number, seed: number): Tensor {
  const values = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index * 12.9898 + seed));
  return Tensor.from(values, [rows, columns]);
}

for (const threads of [1, 2]) {
  test(`programs that follow each other in one memory give what they give alone, on ${threads} threads`, async () => {
    const backend = await wasmBackend({ threads, smallestSharedWork: 0 });
    for (let round = 0; round < 20; round += 1) {
      // A little smaller each time: every program fits the memory of the one before.
      const size = 120 - 2 * round;
      const [a, b] = [filled(size, size, round), filled(size, size, -round)];
      const f = (x: Tensor, y: Tensor): Tensor => relu(matMul(x, matMul(x, y)));
      const run = await compile(f, [a.shape, b.shape], { backend });
      const [found] = await run(a, b);
      const values = found!.values.slice();
      await run.program.close();
      const alone = await compile(f, [a.shape, b.shape], { backend: await wasmBackend({ threads: 1 }) });
      assert.equal(values, (await alone(a, b))[0]!.values, `round ${round}`);
    }
  });
}

test("a program that was closed does not run any more", async () => {
  const run = await compile((x: Tensor) => relu(x), [[4]], { backend: await wasmBackend({ threads: 1 }) });
  await run.program.close();
  await run.program.close();
  const error = await rejection(run(Tensor.from(Float32Array.of(1, 2, 3, 4), [4])));
  assert.instance(error, LinnetError);
  assert.match(error.message, /wasm backend: the program has been closed/);
});

test.run();
