// Draws the papers' figures (docs/figures.md).

import { LinnetError } from "linnet";
import { figuresCommand } from "./command.js";

try {
  await figuresCommand().parseAsync();
} catch (error) {
  if (!(error instanceof LinnetError)) throw error;
  console.error(`figures: ${error.message}`);
  process.exitCode = 1;
}
