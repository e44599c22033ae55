// The check for divergence in training.

/** Whether no number is infinite or NaN: only a finite number times zero is zero, and this runs over millions of them. */
export function allFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let index = 0; index < values.length; index += 1) zero += values[index]! * 0;
  return zero === 0;
}
