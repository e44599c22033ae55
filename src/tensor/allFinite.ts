// Whether training is still among the finite numbers.

/** Whether no number is infinite or NaN: nothing times zero but a finite number is zero, and this runs over millions of them. */
export function allFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let index = 0; index < values.length; index += 1) zero += values[index]! * 0;
  return zero === 0;
}
