// The ops of a TensorFlow Lite graph as nodes: their options become attributes.

import { describe } from "../../tensor/describe.js";
import type { AttributeValue, GraphNode } from "../opGraphTypes.js";
import { type FlatFile, readTable } from "./flatTable.js";
import { optionTables } from "./options.js";
import { operatorNames } from "./schema.js";
import type { GraphTensor, Model, Subgraph } from "./tensors.js";

/**
 * The nodes in the file's order, which is that of their work.
 * @throws LinnetError naming the operator; what linnet cannot run is left to what runs it
 */
export function readOperators(
  flat: FlatFile,
  model: Model,
  subgraph: Subgraph,
  tensors: readonly GraphTensor[],
): GraphNode[] {
  const operators = subgraph.operators ?? [];
  return operators.map((operator, index) => {
    const where = `subgraphs[0].operators[${index}]`;
    if (operator === null) throw flat.fail(where, "expected an operator, got nothing");
    const op = opName(flat, model, operator.opcodeIndex, where);
    const nameOf = (place: number): string => {
      if (place === -1) return "";
      const tensor = tensors[place];
      if (tensor !== undefined) return tensor.name;
      throw flat.fail(`${where} ${op}`, `expected one of ${tensors.length} tensors, got ${place}`);
    };
    const outputs = operator.outputs ?? [];
    const outputNames = outputs.map(nameOf);
    const options = readOptions(flat, operator.builtinOptionsType, operator.builtinOptions, `${where} ${op}`);
    return {
      op,
      name: `operator ${index}`,
      inputs: (operator.inputs ?? []).map(nameOf),
      outputs: outputNames,
      attributes: { ...options, ...typeMade(op, tensors[outputs[0] ?? -1]) },
    };
  });
}

/** What a cast makes is told by its output; its option is often left out. */
function typeMade(op: string, output: GraphTensor | undefined): { [name: string]: AttributeValue } {
  return op === "CAST" && output !== undefined ? { outDataType: output.kind.type } : {};
}

/** `CUSTOM` is named by its own code. Codes above 126 stand in a later field than the others. */
function opName(flat: FlatFile, model: Model, index: number, where: string): string {
  const code = model.operatorCodes?.[index];
  if (code === undefined || code === null)
    throw flat.fail(where, `expected one of ${model.operatorCodes?.length ?? 0} operator codes, got ${index}`);
  const number = Math.max(code.deprecatedBuiltinCode, code.builtinCode);
  const name = operatorNames[number];
  if (name === "CUSTOM") return `CUSTOM ${describe(code.customCode)}`;
  return name ?? `operator code ${number}`;
}

function readOptions(
  flat: FlatFile,
  type: number,
  place: number | null,
  where: string,
): { [name: string]: AttributeValue } {
  const options = optionTables.get(type);
  if (options === undefined || place === null) return {};
  const table = readTable(flat, place, options.fields, `${where} ${options.name}`);
  const entries = Object.entries(table) as [string, AttributeValue | null][];
  return Object.fromEntries(entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== null));
}
