// The drawings in docs/figures are those of the numbers beside them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Figure, figures } from "../../../recipes/figures/figures.js";
import { figureNames } from "../../../recipes/figures/names.js";
import { readRecord } from "../../../recipes/figures/record.js";
import { root } from "../../support/command.js";

const folder = join(root, "docs/figures");

test("every figure has its drawing and its numbers there", () => {
  const wanted = figureNames.flatMap((name) => [`${name}.json`, `${name}.svg`]);
  assert.equal(readdirSync(folder).sort(), wanted.sort());
});

for (const name of figureNames) {
  test(`${name} is drawn again from its numbers`, async () => {
    const { draw } = figures[name] as Figure<unknown>;
    const { numbers } = await readRecord(join(folder, `${name}.json`), name);
    const drawn = await draw(numbers);
    assert.ok(
      drawn === readFileSync(join(folder, `${name}.svg`), "utf8"),
      `npm run figures -- ${name} --from docs/figures/${name}.json -o docs/figures/${name}.svg`,
    );
  });
}

test.run();
