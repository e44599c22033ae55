// Powers with the same bits on every engine: their own `**` changed between Node 22 and 24.

/**
 * `base^exponent`, for a base above 0 or a whole exponent of 0 or more: by repeated squaring, or by the exponential of a
 * logarithm, both of which all engines round alike.
 */
export function power(base: number, exponent: number): number {
  if (!Number.isInteger(exponent) || exponent < 0) return Math.exp(exponent * Math.log(base));
  let result = 1;
  for (let factor = base, left = exponent; left > 0; left = Math.floor(left / 2), factor *= factor) {
    if (left % 2 === 1) result *= factor;
  }
  return result;
}
