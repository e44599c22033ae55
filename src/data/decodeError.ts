// The error of a file that is not a picture, or not a whole one.

import { LinnetError } from "../tensor/errors.js";

/** Says which file could not be decoded, and why. */
export class DecodeError extends LinnetError {
  override name = "DecodeError";

  /**
   * @param file what the reader calls the picture: its path, or its place in a list
   * @param reason what was expected and what was found
   */
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}
