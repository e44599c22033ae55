// Draws the papers' figures (docs/figures.md).

import { LinnetError } from "linnet";
import { describeError } from "../../src/cli/errors.js";
import { figuresCommand } from "./command.js";

const command = figuresCommand();
try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof LinnetError)) throw error;
  console.error(`figures: ${describeError(error, command)}`);
  process.exitCode = 1;
}
