// Numbers with a fixed number of digits, as Python and C print them.

/**
 * The decimal number of so many digits that is nearest to the double; of two that are equally near, the even one, where
 * toFixed takes the larger: 0.125 is 0.12, and 0.375 is 0.38.
 */
export function formatFixed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  if (!Number.isFinite(value)) return String(value).toLowerCase();
  const exact = value.toFixed(Math.min(100, digits + EXACT_DIGITS));
  const isTie = /^50*$/.test(exact.slice(exact.indexOf(".") + 1 + digits));
  if (!isTie || isEven(rounded)) return rounded;
  // toFixed went away from zero; the even neighbor lies on the other side, and has the same digits but the last.
  return rounded.replace(/\d$/, (last) => String(Number(last) - 1));
}

/** A double that lies between two decimals of few digits, but not halfway, differs from halfway before them. */
const EXACT_DIGITS = 60;

function isEven(decimal: string): boolean {
  return "02468".includes(decimal.at(-1)!);
}
