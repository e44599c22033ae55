// docs/formats.md: its table is what the tests say.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { PAGE, withTable } from "../../recipes/formats/page.js";
import { proofTable, readProofs } from "../../recipes/formats/proofs.js";
import { root } from "../support/command.js";

test("its table is that of the tests: npm run formats writes it anew", () => {
  const page = readFileSync(join(root, PAGE), "utf8");
  assert.is(page, withTable(page, proofTable(readProofs())));
});

test.run();
