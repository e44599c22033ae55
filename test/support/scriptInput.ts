/**
 * Numbers from -1 to 1 that the scripts of test/oracles/files, pytorch and tfjs give their models, so that neither side has to
 * keep them.
 */
export function scriptInput(length: number, start = 0): Float32Array {
  return Float32Array.from({ length }, (_, index) => ((((index + start) * 2654435761) % 2 ** 32) % 2001) / 1000 - 1);
}
