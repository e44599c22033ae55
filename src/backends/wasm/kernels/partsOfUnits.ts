// Units that are parts of something larger: those of one whole that stand together in a call share what is made for it.

import { type I32, i32, type Statement } from "../assembler/expression.js";
import { advance, counters, forLoop } from "../assembler/function.js";
import type { KernelBody } from "../kernel.js";

/** Writes, for each whole that the call has units of, what is done for it and for its parts `from` to `to`. */
export function forWholes(
  { builder, from, to }: Pick<KernelBody, "builder" | "from" | "to">,
  parts: number,
  write: (whole: I32, range: { readonly from: I32; readonly to: I32 }) => Statement,
): Statement {
  const [unit, whole, first, end] = counters(builder, 4);
  return forLoop(
    unit,
    { from, to, step: 1 },
    whole.set(i32.divideUnsigned(unit, parts)),
    first.set(i32.remainderUnsigned(unit, parts)),
    end.set(i32.minimumUnsigned(parts, i32.add(first, i32.subtract(to, unit)))),
    write(whole, { from: first, to: end }),
    advance(unit, i32.subtract(end, i32.add(first, 1))),
  );
}
