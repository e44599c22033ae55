import { test } from "uvu";
import * as assert from "uvu/assert";
import { misusedCommands } from "./misusedCommands.js";

test("every command is misused, each option and argument of it once in the cases that CI runs", async () => {
  const cases = await Promise.all(Array.from({ length: 200 }, (_, place) => misusedCommands.describe(place)));
  for (const name of ["train", "quantize", "convert", "help"])
    assert.ok(
      cases.some((one) => one.includes(`"${name}"`)),
      name,
    );
});

test.run();
