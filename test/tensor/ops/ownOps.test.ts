// Kernel tables are complete over the list of linnet's own ops, so the list has to be.

import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ownOps } from "../../../src/tensor/ops/ownOps.js";

const FOLDER = new URL("../../../src/tensor/ops/", import.meta.url);

test("every op that a file of ops exports is in the list", async () => {
  const listed = new Set<unknown>(ownOps);
  for (const file of readdirSync(FOLDER)) {
    const exported: Record<string, unknown> = await import(new URL(file, FOLDER).href);
    for (const [name, value] of Object.entries(exported)) {
      if (name.endsWith("Op") && typeof value === "object") assert.ok(listed.has(value), `${file}: ${name}`);
    }
  }
});

test("every op has a name of its own", () => {
  const names = ownOps.map(({ name }) => name);
  assert.is(new Set(names).size, names.length);
});

test.run();
