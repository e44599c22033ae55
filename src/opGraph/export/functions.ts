// Functions of numbers that a program may have an op for.

import { LinnetError } from "../../tensor/errors.js";
import type { ElementFunctionName, PairFunctionName } from "../../tensor/ops/elementFunctions.js";
import type { OpCall } from "./exportTable.js";
import type { GraphWriter } from "./graphWriter.js";

type Write<Inputs extends readonly string[]> = (call: OpCall<object, Inputs>, writer: GraphWriter) => void;

/** The rule that writes a function by the one that is given for it. @throws LinnetError if the program has none */
export function functionBy<Name extends ElementFunctionName | PairFunctionName, Inputs extends readonly string[]>(
  program: string,
  rules: { readonly [Function in Name]?: Write<Inputs> },
) {
  return (call: OpCall<{ readonly f: Name }, Inputs>, writer: GraphWriter): void => {
    const { f } = call.attributes;
    const write = rules[f];
    if (write === undefined) throw new LinnetError(`export: layer "${writer.layer}": ${program} has no op for ${f}`);
    write(call, writer);
  };
}
