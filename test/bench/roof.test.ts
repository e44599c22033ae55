// What a training step takes at least, and the marks that are held to it where their own figure lies below.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../support/command.js";

interface Needs {
  readonly operations: number;
  readonly waiting: readonly number[];
}

interface Roof {
  needsOf(work: string): Needs;
  roofOf(needs: Needs, machine: { readonly peak: number; readonly bandwidth: number }, threads: number): number;
}

interface Reached {
  marksOf(
    results: object,
  ): readonly { readonly what: string; readonly wanted: string; readonly reached: boolean | null }[];
}

const { needsOf, roofOf } = (await import(`${root}/bench/training/roof.ts`)) as Roof;

/** Along a side of 3 pixels and more, of a kernel of three cells each in the middle of `same` padding. */
const metCells = (side: number): number => (3 * side - 2) ** 2;

test("a roof counts the products and sums that no program gets around", () => {
  const forward = [
    { side: 64, inputs: 3, outputs: 32 },
    { side: 32, inputs: 32, outputs: 64 },
    { side: 16, inputs: 64, outputs: 128 },
  ].map(({ side, inputs, outputs }) => 32 * metCells(side) * inputs * outputs);
  const products = 3 * forward.reduce((a, b) => a + b) - forward[0]!;
  const outputs = 32 * (64 * 64 * 32 + 32 * 32 * 64 + 16 * 16 * 128);
  const { operations, waiting } = needsOf("plain");
  // Each is clipped, and its gradient is part of a bias's.
  const least = 2 * (16 / 36) * products + 2 * outputs;
  assert.ok(operations >= least && operations < 1.001 * least, `${operations}, ${least}`);
  assert.equal(waiting, []);
});

test("of a frozen network only forward sums count, and nothing of it waits for statistics", () => {
  const [all, some] = [needsOf("network"), needsOf("fineTune")];
  assert.is(all.waiting.length, 52);
  assert.is(all.waiting[0], 4 * 32 * 48 * 48 * 16);
  assert.equal(some.waiting, []);
  assert.ok(some.operations > all.operations / 3 && some.operations < all.operations / 2, `${some.operations}`);
});

test("arithmetic and memory may overlap, and threads share both", () => {
  const needs = { operations: 8e9, waiting: [2 ** 23] };
  assert.is(roofOf(needs, { peak: 40, bandwidth: 1 }, 1), 200);
  assert.is(roofOf(needs, { peak: 40, bandwidth: 1 }, 2), 100);
  assert.is(roofOf(needs, { peak: 40, bandwidth: 0.01 }, 1), (5 * 2 ** 22) / 1e4);
});

test("a mark below a roof becomes the roof of that run, with the proof's name", async () => {
  if (!existsSync(join(root, "bench/node_modules"))) return;
  const { marksOf } = (await import(`${root}/bench/reached.ts`)) as Reached;
  const judged = (roof: number) => {
    const times = { linnet: 90, Keras: 100, "the roof": roof };
    const training = Object.entries(times).map(([library, milliseconds]) => {
      return { library, work: "plain", threads: 1, milliseconds };
    });
    return marksOf({ training }).find(({ what }) => /plain.*one thread.*Keras/.test(what))!;
  };
  assert.is(judged(50).wanted, "at most 0.5x");
  assert.is(judged(85).wanted, "at most 0.85x, the roof, docs/decisions/2026-11-28-bounds-of-training-steps.md");
  assert.is(judged(85).reached, false);
  assert.is(judged(95).reached, true);
});

test.run();
