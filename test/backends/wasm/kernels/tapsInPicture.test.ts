// Which cells of a window meet which cells of a picture, against a count of all pairs.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  backwardTaps,
  forwardTaps,
  type TapAxis,
  tapRuns,
  type Visit,
  walk,
} from "../../../../src/backends/wasm/kernels/tapsInPicture.js";

interface Case {
  readonly input: number;
  readonly cells: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

const cases = fc
  .record({
    input: fc.integer({ min: 1, max: 14 }),
    cells: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    before: fc.nat(3),
    after: fc.nat(3),
  })
  .filter(({ input, cells, dilation, before, after }) => before + input + after >= (cells - 1) * dilation + 1);

function axesOf({ input, cells, stride, dilation, before, after }: Case) {
  const output = Math.floor((before + input + after - (cells - 1) * dilation - 1) / stride) + 1;
  const window = {
    strides: [stride, 1],
    dilation: [dilation, 1],
    padding: [before, after, 0, 0],
  } as const;
  const lengths = { input, output, cells };
  return { output, forward: forwardTaps(window, 0, lengths), backward: backwardTaps(window, 0, lengths) };
}

function property(name: string, check: (of: Case) => void): void {
  test(name, () => fc.assert(fc.property(cases, check), { seed: 1, numRuns: 300 }));
}

/** All that an axis reads: output, cell, source. */
function pairsOf(axis: TapAxis): string[] {
  return Array.from({ length: axis.outputs }, (_, output) =>
    axis.taps(output).map(({ cell, source }) => `${output} ${cell} ${source}`),
  ).flat();
}

property("an output reads where its window's cells lie inside the picture", (of) => {
  const { output, forward } = axesOf(of);
  const expected: string[] = [];
  for (let y = 0; y < output; y += 1) {
    for (let cell = 0; cell < of.cells; cell += 1) {
      const source = y * of.stride + cell * of.dilation - of.before;
      if (source >= 0 && source < of.input) expected.push(`${y} ${cell} ${source}`);
    }
  }
  assert.equal(pairsOf(forward), expected);
});

property("backwards they are the same pairs, the other way round", (of) => {
  const { forward, backward } = axesOf(of);
  const turned = pairsOf(backward).map((pair) => pair.split(" ").reverse().join(" "));
  assert.equal(turned.sort(), pairsOf(forward).sort());
});

property("runs hold every output once, and those of a run are alike", (of) => {
  const { forward, backward } = axesOf(of);
  for (const axis of [forward, backward]) {
    const seen: number[] = [];
    for (const { first, count, cells, source } of tapRuns(axis)) {
      for (let index = 0; index < count; index += 1) {
        const output = first + index * axis.period;
        const taps = axis.taps(output);
        seen.push(output);
        assert.equal(
          taps.map(({ cell }) => cell),
          [...cells],
        );
        if (taps.length > 0) assert.is(taps[0]!.source, source + index * axis.advance);
      }
    }
    const all = Array.from({ length: axis.outputs }, (_, output) => output);
    assert.equal(
      seen.sort((a, b) => a - b),
      all,
    );
  }
});

property("a walk makes every pair once, from the first source to the last", (of) => {
  const { forward, backward } = axesOf(of);
  for (const axis of [forward, backward]) {
    const { before, round, rounds, after } = walk(axis);
    const visits: Visit[] = [...before];
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const { source, uses } of round) {
        const moved = uses.map((use) => ({ ...use, output: use.output + turn * axis.period }));
        visits.push({ source: source + turn * axis.advance, uses: moved });
      }
    }
    visits.push(...after);
    assert.equal(
      visits.map(({ source }) => source),
      Array.from({ length: axis.sources }, (_, source) => source),
    );
    const made = visits.flatMap(({ source, uses }) => uses.map(({ output, cell }) => `${output} ${cell} ${source}`));
    assert.equal(made.sort(), pairsOf(axis).sort());
    const sums = new Map<number, string>();
    for (const { uses } of visits) {
      for (const { output, first, last } of uses) {
        assert.is(first, !sums.has(output), "a sum starts at its first pair");
        assert.is.not(sums.get(output), "ended", "and ends at its last");
        sums.set(output, last ? "ended" : "under way");
      }
    }
    assert.ok([...sums.values()].every((state) => state === "ended"));
  }
});

test("a 3 x 3 window with stride 2 repeats every output, two sources on", () => {
  const { forward } = axesOf({ input: 12, cells: 3, stride: 2, dilation: 1, before: 0, after: 1 });
  const { before, round, rounds, after } = walk(forward);
  assert.equal([before.length, round.length, rounds, after.length], [1, 2, 5, 1]);
});

test.run();
