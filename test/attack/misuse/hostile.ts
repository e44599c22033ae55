// Values of every type, right for some arguments and wrong for all others.

import fc from "fast-check";
import { Dense, Tensor } from "../../../src/index.js";

const plain: fc.Arbitrary<unknown> = fc.constantFrom(
  undefined,
  null,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  1,
  2,
  0.5,
  1e9,
  2 ** 53,
  10n,
  "",
  "adam",
  "__proto__",
  "no-such-file.png",
  Symbol("symbol"),
  () => 1,
);

const objects: fc.Arbitrary<unknown> = fc
  .constantFrom<() => unknown>(
    () => [],
    () => [null],
    () => [2, 3],
    () => [[1, 2], [3]],
    () => ["a", "b"],
    () => ({}),
    () => Object.create(null),
    () => new Map([["a", 1]]),
    () => new Date(0),
    () => new Float32Array(4),
    () => new Uint8Array(3),
    () => new ArrayBuffer(8),
    () => new Blob(["no picture"]),
    () => Tensor.from(Float32Array.of(1, 2, 3, 4), [2, 2]),
    () => Tensor.placeholder([2, 2]),
    () => new Dense({ units: 2 }),
    () => ({ width: 1, height: 1, data: new Uint8Array(4) }),
    () => Promise.resolve(1),
  )
  .map((make) => make());

const value = fc.oneof(plain, objects);

/** @param options the names that the arguments of an options object may have */
export function hostileArguments(options: readonly string[]): fc.Arbitrary<unknown[]> {
  const record = fc.dictionary(fc.constantFrom(...options, "no_such_option"), value, {
    maxKeys: 3,
    noNullPrototype: true,
  });
  return fc.array(fc.oneof({ weight: 3, arbitrary: value }, { weight: 2, arbitrary: record }), { maxLength: 4 });
}
