// What has become of a model that was written in another format, in words.

import type { Converted } from "../../jobs/convert/convertJob.js";
import { plural } from "./lines.js";
import { printable } from "./printable.js";

export function describeConverted({ files, difference, largest }: Converted): string {
  const [first, ...others] = files;
  const more = others.length === 0 ? "" : ` and ${plural(others.length, "more file")} beside it`;
  const compared =
    difference === 0
      ? "Read back, it computes the same, bit for bit."
      : `Read back, its outputs differ by ${difference.toPrecision(2)} at most, of up to ${largest.toPrecision(3)}.`;
  return `The model is in ${printable(first!)}${more}.\n${compared}`;
}
