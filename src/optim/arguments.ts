// Checks of the numbers given to optimizers and schedules, whose kinds `checkOptions` has checked.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

/** Numbers by the names of their arguments. */
type Named = { readonly [argument: string]: number };

/** @throws LinnetError if an argument is below 0 or not finite */
export function checkNotNegative(where: string, numbers: Named): void {
  check(where, numbers, "of 0 or more", (value) => value >= 0 && Number.isFinite(value));
}

/** @throws LinnetError if an argument is above 0 or not finite */
export function checkNotPositive(where: string, numbers: Named): void {
  check(where, numbers, "of 0 or less", (value) => value <= 0 && Number.isFinite(value));
}

/** @throws LinnetError if an argument is 0 or less, or not finite */
export function checkPositive(where: string, numbers: Named): void {
  check(where, numbers, "above 0", (value) => value > 0 && Number.isFinite(value));
}

/** @throws LinnetError if an argument is not from 0 to below 1, and so would never forget */
export function checkDecay(where: string, numbers: Named): void {
  check(where, numbers, "from 0 to below 1", (value) => value >= 0 && value < 1);
}

/** @throws LinnetError if an argument is not from 0 to 1 */
export function checkPart(where: string, numbers: Named): void {
  check(where, numbers, "from 0 to 1", (value) => value >= 0 && value <= 1);
}

function check(where: string, numbers: Named, range: string, isRight: (value: number) => boolean): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== "number" || !isRight(value))
      throw new LinnetError(`${where}: expected ${name} to be a number ${range}, got ${describe(value)}`);
  }
}
