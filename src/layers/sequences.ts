// What layers over sequences share.

/** One number, which Keras's files have as a list of one. */
export type Length = number | readonly [number];

export function lengthOf(length: Length): number {
  return typeof length === "object" && length !== null ? length[0] : length;
}
