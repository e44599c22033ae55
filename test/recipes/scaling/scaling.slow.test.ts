// The script behind docs/scaling.md, on lengths so small that nothing can be learned from them.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "../../support/command.js";

test("npm run scaling -- --quick draws every curve and says where it bends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-scaling-test-"));
  try {
    const tsx = join(root, "node_modules/.bin/tsx");
    const { code, stderr } = await run(tsx, ["recipes/scaling/main.ts", "--quick", "--output", folder]);
    assert.is(code, 0, stderr);
    const page = readFileSync(join(folder, "scaling.md"), "utf8");
    for (const title of [
      "Pictures in a batch",
      "Side of the pictures",
      "Width of the network",
      "Photographs in a folder",
    ])
      assert.match(page, new RegExp(`## ${title}\n\n\\|[\\s\\S]*\\| [\\d.]+ \\|[\\s\\S]*bends`));
    assert.not.match(page, /NaN|undefined/);
    const drawing = readFileSync(join(folder, "scaling.svg"), "utf8");
    assert.is(drawing.match(/<svg /g)?.length, 9);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
