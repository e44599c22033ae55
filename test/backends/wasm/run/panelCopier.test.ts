import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { panelCopier, STAGE } from "../../../../src/backends/wasm/run/panelCopier.js";

const test = suite("copying weights into panels");

/** Floats of the memory before the panels, and behind them. */
const AROUND = 16;

test("a panel has eight columns, row after row, and nothing else is written", () => {
  const sizes = fc.record({ depth: fc.integer({ min: 1, max: 300 }), panels: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(sizes, fc.boolean(), ({ depth, panels }, shared) => {
      const columns = 8 * panels;
      const pages = Math.ceil((STAGE + 4 * (depth * columns + 2 * AROUND)) / 65536);
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
      const all = new Float32Array(memory.buffer, STAGE, depth * columns + 2 * AROUND);
      const values = Float32Array.from({ length: depth * columns }, (_, index) => index + 1);
      const copyPanels = panelCopier(memory, 0);
      copyPanels(all.subarray(AROUND, AROUND + values.length), values, { depth, columns });
      const expected = new Float32Array(all.length);
      values.forEach((value, index) => {
        const [row, column] = [Math.floor(index / columns), index % columns];
        expected[AROUND + (Math.floor(column / 8) * depth + row) * 8 + (column % 8)] = value;
      });
      assert.equal(all.slice(), expected);
    }),
    { numRuns: 40 },
  );
});

test.run();
