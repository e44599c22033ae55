// Takes each wasm kernel away in turn: the conformance tests have to see it, or a fall back to the plain loop could go
// unnoticed.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { KernelTable } from "../../src/backends/kernelTable.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import type { KernelContext, Served } from "../../src/backends/wasm/kernel.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { conformanceChecks } from "./conformance.js";
import { wasmLeftToLoops } from "./leftToLoops.js";

type Table = KernelTable<Served, KernelContext>;

/** The table with a kernel that it still promises, and that serves nothing. */
function without(kernel: string, table: Table): Table {
  return new Map(
    [...table].map(([op, entry]) => {
      const makers = entry.makers.map((maker) =>
        `${op.name} by ${maker.name}` === kernel ? { ...maker, make: () => null } : maker,
      );
      return [op, { ...entry, makers }];
    }),
  );
}

/** The first check that fails, with what it says; null where all pass. */
async function firstFailure(table: Table): Promise<string | null> {
  const backend = wasmBackend({ threads: 1, smallestFusedBlock: 0 }, table);
  for (const { name, run } of conformanceChecks({
    name: "wasm",
    backend: () => backend,
    table,
    leftToLoops: wasmLeftToLoops,
  })) {
    try {
      await run();
    } catch (error) {
      return `${name}: ${error}`;
    }
  }
  return null;
}

test("with all kernels, nothing fails", async () => assert.is(await firstFailure(kernels), null));

for (const { op, makers } of kernels.values()) {
  for (const { name } of makers) {
    const kernel = `${op.name} by ${name}`;
    test(`without ${kernel}, a check fails for it`, async () => {
      assert.match((await firstFailure(without(kernel, kernels))) ?? "nothing failed", new RegExp(`${op.name}\\b`));
    });
  }
}

test.run();
