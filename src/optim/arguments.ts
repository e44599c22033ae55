// Checks of the numbers given to optimizers and schedules.

import { LinnetError } from "../tensor/errors.js";

/** Numbers by the names of their arguments. */
type Named = { readonly [argument: string]: number };

/** @throws LinnetError if an argument is below 0 or not finite */
export function checkNotNegative(where: string, numbers: Named): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && Number.isFinite(value)))
      throw new LinnetError(`${where}: expected ${name} to be a number of 0 or more, got ${value}`);
  }
}

/** @throws LinnetError if an argument is not from 0 to below 1, and so would never forget */
export function checkDecay(where: string, numbers: Named): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && value < 1))
      throw new LinnetError(`${where}: expected ${name} to be a number from 0 to below 1, got ${value}`);
  }
}
