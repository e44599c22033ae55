// The error of a training that has left the finite numbers.

import { LinnetError } from "../../tensor/errors.js";

export class DivergenceError extends LinnetError {
  override name = "DivergenceError";

  /**
   * @param found what is not finite, and in which step that was seen
   * @param origin where it came from, once that is known
   */
  constructor(
    readonly found: string,
    origin = "",
  ) {
    super(`fit: ${found}${origin === "" ? "" : `: ${origin}`}`);
  }
}
