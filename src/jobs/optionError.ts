// An option of a job that is wrong, or has no effect beside the others.

import { LinnetError } from "../tensor/errors.js";

/** Its message begins with the option's name; a command says its own flag in that place. */
export class OptionError extends LinnetError {
  override name = "OptionError";

  /**
   * @param option the option's name, as `learningRate`
   * @param problem what was expected, and what was found
   */
  constructor(
    readonly option: string,
    readonly problem: string,
  ) {
    super(`${option}: ${problem}`);
  }
}
