// The numbers that Keras and scikit-learn make, from test/golden/keras; the scripts that made them are in test/oracles/keras.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../golden/keras/", import.meta.url));

/** A tensor of a fixture, in row-major order. */
export interface FixtureTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/**
 * The fixture of that name, such as "optimizers". The lists of `NAME-1.json`, `NAME-2.json` ... are joined, and the words
 * "inf", "-inf" and "nan" become numbers. The type is the caller's word for what the file holds.
 */
export function readFixture<T>(name: string): T {
  return readFixtureOf(FOLDER, name);
}

/** `readFixture` from another folder. */
export function readFixtureOf<T>(folder: string, name: string): T {
  const whole = join(folder, `${name}.json`);
  return existsSync(whole) ? parse(whole) : joinParts(join(folder, name));
}

interface Part {
  /** This part, from 1 on, the number of parts, and the key of the list that is divided. */
  readonly part: readonly [number, number, string];
  readonly [key: string]: unknown;
}

function joinParts<T>(path: string): T {
  const read = (index: number): Part => parse(`${path}-${index}.json`);
  const { part, ...first } = read(1);
  const [, count, key] = part;
  const others = Array.from({ length: count - 1 }, (_, index) => read(index + 2));
  return { ...first, [key]: [first, ...others].flatMap((one) => one[key]) } as T;
}

const words = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
]);

function parse<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8"), (_, value) => words.get(value) ?? value);
}
