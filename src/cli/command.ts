// What the `linnet` command does.

import { readVersion } from "./files.js";
import { makeProgram } from "./program.js";
import { outliveReaders } from "./streams.js";

const { program, fail } = makeProgram(await readVersion());
outliveReaders();
process.on("uncaughtException", (error) => {
  fail(error);
  process.exit();
});
try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
