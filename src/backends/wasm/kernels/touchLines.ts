// Memory that will be read in another order, read in its own first: so the processor sees what comes next and asks for many lines
// at a time.

import { type I32, i32, type Statement } from "../assembler/expression.js";
import { counters, type FunctionBuilder, forLoop, sequence } from "../assembler/function.js";

/** Bytes that come from memory together. */
export const LINE = 64;

/** Loads a number of every line from an address on; what it loads is dropped. */
export function lineToucher(builder: FunctionBuilder): (start: I32, bytes: I32) => Statement {
  const [line, end, dropped] = counters(builder, 3);
  return (start, bytes) =>
    sequence(
      line.set(start),
      end.set(i32.add(line, bytes)),
      forLoop(line, { from: line, to: end, step: LINE }, dropped.set(i32.load(line))),
    );
}
