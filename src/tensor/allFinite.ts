// The check for divergence in training.

/** Whether no number is infinite or NaN: only a finite number times zero is zero, and this runs over millions of them. */
export function allFinite(values: Float32Array): boolean {
  const { length } = values;
  const whole = length - (length % 4);
  // Four sums, since each waits for the one before it.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let index = 0; index < whole; index += 4) {
    a += values[index]! * 0;
    b += values[index + 1]! * 0;
    c += values[index + 2]! * 0;
    d += values[index + 3]! * 0;
  }
  for (let index = whole; index < length; index += 1) a += values[index]! * 0;
  return a + b + c + d === 0;
}
