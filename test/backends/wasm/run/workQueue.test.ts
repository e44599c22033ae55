import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KernelCall } from "../../../../src/backends/wasm/kernelCall.js";
import { controlBytes, type Piece, WorkQueue } from "../../../../src/backends/wasm/run/workQueue.js";

const unitsOfPhases = fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 4,
});

function queuesOf(units: readonly (readonly number[])[], threads: number): WorkQueue[] {
  const phases = units.map((phase) =>
    phase.map((count): KernelCall => ({ name: "k", given: [], threadBytes: [], units: count })),
  );
  const pages = Math.ceil(controlBytes(threads) / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return Array.from({ length: threads }, (_, thread) => new WorkQueue(memory, phases, { thread, threads }));
}

test("a thread that is alone does every unit of every kernel once, in order, in every run", () => {
  fc.assert(
    fc.property(unitsOfPhases, fc.integer({ min: 2, max: 5 }), fc.nat(4), (units, threads, who) => {
      const queues = queuesOf(units, threads);
      const worker = queues[who % threads]!;
      const expected = units
        .flat()
        .flatMap((count, call) => Array.from({ length: count }, (_, unit) => `${call}:${unit}`));
      for (let run = 0; run < 3; run += 1) {
        const done: Piece[] = [];
        units.forEach((_, phase) => {
          if (phase === 0) queues[0]!.begin();
          queues[0]!.open(phase);
          worker.work((piece) => done.push(piece));
          queues[0]!.finish(phase);
          for (const late of queues) late.work(() => assert.unreachable("nothing is left to do"));
        });
        const calls = done.map(({ call }) => call);
        assert.equal(
          calls,
          [...calls].sort((a, b) => a - b),
        );
        const unitsDone = done.flatMap(({ call, from, to }) =>
          Array.from({ length: to - from }, (_, unit) => `${call}:${from + unit}`),
        );
        assert.equal(unitsDone.sort(), [...expected].sort());
      }
    }),
  );
});

test("a thread is called once until it has begun", () => {
  const [caller, helper] = queuesOf([[10]], 2);
  caller!.begin();
  caller!.open(0);
  assert.equal([caller!.calls(1), caller!.calls(1)], [true, false]);
  helper!.help(() => {});
  assert.equal([caller!.calls(1), caller!.calls(1)], [true, false]);
});

test("each of two threads gets its own half where both are at work", () => {
  const [first, second] = queuesOf([[10]], 2);
  const halves: string[] = [];
  first!.begin();
  first!.open(0);
  first!.work((own) => {
    halves.push(`first ${own.from} to ${own.to}`);
    second!.work(({ from, to }) => halves.push(`second ${from} to ${to}`));
  });
  first!.finish(0);
  assert.equal(halves, ["first 0 to 5", "second 5 to 10"]);
});

test("helpers that have left have to be called again", () => {
  const [first, second] = queuesOf([[10], [10]], 2);
  const units: number[] = [];
  for (const phase of [0, 1]) {
    if (phase === 0) first!.begin();
    assert.is(first!.open(phase), false);
    second!.help(({ from, to }) => units.push(to - from));
  }
  assert.equal(units, [5, 5, 5, 5]);
});

test("a helper that is there sees what is opened while it works, and need not be called", () => {
  const [first, second] = queuesOf([[10], [10]], 2);
  const calls: number[] = [];
  first!.begin();
  first!.open(0);
  second!.help(({ call }) => {
    calls.push(call);
    if (calls.length === 2) assert.is(first!.open(1), true);
  });
  assert.equal(calls, [0, 0, 1, 1]);
});

test("a piece that fails leaves nothing behind that the next run would wait for", () => {
  const [first] = queuesOf([[10]], 2);
  first!.begin();
  first!.open(0);
  assert.throws(
    () =>
      first!.work(() => {
        throw new Error("a trap");
      }),
    /a trap/,
  );
  const units: number[] = [];
  first!.begin();
  first!.open(0);
  first!.work(({ from, to }) => units.push(to - from));
  assert.equal(units, [5, 5]);
});

test.run();
