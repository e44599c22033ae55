// The error of a training whose loss or weights are no longer finite.

import { LinnetError } from "../../tensor/errors.js";

export class DivergenceError extends LinnetError {
  override name = "DivergenceError";

  /**
   * @param method the method that trained
   * @param found what is not finite, and at which step
   * @param origin where it came from, once known
   */
  constructor(
    readonly method: string,
    readonly found: string,
    origin = "",
  ) {
    super(`${method}: ${found}${origin === "" ? "" : `: ${origin}`}`);
  }
}
