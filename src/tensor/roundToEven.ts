/** The nearest whole number; of two, the even one. NaN stays NaN. */
export function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : Math.ceil(value);
}
