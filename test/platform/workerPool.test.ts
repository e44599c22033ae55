import { test } from "uvu";
import * as assert from "uvu/assert";
import { type PoolFailure, WorkerPool } from "../../src/platform/workerPool.js";
import { rejection } from "../data/support.js";

function echoPool(size: number, module = "./echoWorker.js"): WorkerPool<unknown, number> {
  const toError = ({ kind, reason }: PoolFailure): Error => new Error(`${kind}: ${reason}`);
  return new WorkerPool({
    source: { module: new URL(module, import.meta.url), text: async () => null },
    size,
    toError,
  });
}

test("each request gets its own answer, also from the TypeScript sources", async () => {
  const pool = echoPool(2);
  const requests = [1, 2, 3, 4, 5];
  assert.equal(await Promise.all(requests.map((request) => pool.ask(pool.idlest, request))), [2, 4, 6, 8, 10]);
  assert.is(pool.failure, null);
  await pool.close();
  assert.match((await rejection(pool.ask(0, 1))).message, /^closed: it has been closed$/);
});

test("a request goes to the thread with the fewest unanswered ones", async () => {
  const pool = echoPool(3);
  const threads = [0, 1, 2, 3].map((request) => {
    const thread = pool.idlest;
    pool.ask(thread, request).catch(() => {});
    return thread;
  });
  assert.equal(threads, [0, 1, 2, 0]);
  await pool.close();
});

test("a thread's death rejects all that any thread was asked, and what is asked later", async () => {
  const pool = echoPool(2);
  await Promise.all([pool.ask(0, 1), pool.ask(1, 1)]);
  const waiting = [pool.ask(0, "x"), pool.ask(0, 1), pool.ask(1, "y")];
  for (const one of waiting) assert.match((await rejection(one)).message, /^died: echoWorker: expected a number/);
  assert.match((await rejection(pool.ask(1, 1))).message, /^died: /);
  assert.is(pool.failure?.kind, "died");
  pool.tell(0, "nobody hears this");
  await pool.close();
});

test("what a thread dies of need not have been asked for an answer", async () => {
  const pool = echoPool(1);
  await pool.ask(0, 1);
  pool.tell(0, "x");
  assert.match((await rejection(pool.ask(0, 1))).message, /^died: echoWorker/);
});

test("a module that is not there rejects what waits", async () => {
  const pool = echoPool(2, "./noWorker.js");
  assert.match((await rejection(pool.ask(1, 1))).message, /^unavailable: .*noWorker/);
});

test("a platform that refuses a thread at once does the same", async () => {
  const pool = echoPool(1, "https://example.org/worker.js");
  assert.match((await rejection(pool.ask(0, 1))).message, /^unavailable: /);
});

test("closing rejects what waits", async () => {
  const pool = echoPool(1);
  const waiting = rejection(pool.ask(0, 1));
  await pool.close();
  assert.match((await waiting).message, /^closed: /);
});

test("an answer that comes while its thread is stopped does not let the process end before", async () => {
  for (let time = 0; time < 5; time += 1) {
    const pool = echoPool(1);
    await pool.ask(0, 1);
    const waiting = rejection(pool.ask(0, 2));
    const answered = performance.now() + 20;
    while (performance.now() < answered);
    await pool.close();
    await waiting;
  }
});

test("what cannot be sent is rejected by itself", async () => {
  const pool = echoPool(1);
  assert.match((await rejection(pool.ask(0, () => {}))).message, /could not be cloned/);
  assert.is(await pool.ask(0, 4), 8);
  await pool.close();
});

test.run();
