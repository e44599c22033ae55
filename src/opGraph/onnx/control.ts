// Graphs inside graphs, whose conditions and counts are known while the network is traced.

import { LinnetError } from "../../tensor/errors.js";
import { subgraphOf } from "../attributes.js";
import { unsqueezed } from "../functions/shapes.js";
import { joined } from "../functions/take.js";
import { knownValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { isKnown, NotKnownError, toNumbers, type Value } from "../value.js";
import { expectInput } from "./inputs.js";

const branch: OpFunction = (inputs, node, context) => {
  const condition = expectInput(inputs, 0);
  if (!isKnown(condition))
    throw new NotKnownError(
      "linnet runs a branch whose condition is known only, and this one depends on the network's input",
    );
  const holds = toNumbers(condition, "the condition")[0] !== 0;
  return context.run(subgraphOf(node, holds ? "then_branch" : "else_branch"), []);
};

/** The body once for each time, one after the other; what it gives beside the carried values is stacked. */
const loop: OpFunction = (inputs, node, context) => {
  const body = subgraphOf(node, "body");
  const times = inputs[0] == null ? Number.POSITIVE_INFINITY : (toNumbers(inputs[0], "the number of times")[0] ?? 0);
  let goesOn = inputs[1] == null || toNumbers(inputs[1], "the condition")[0] !== 0;
  let carried = inputs.slice(2).map((_, index) => expectInput(inputs, index + 2));
  const stacks: Value[][] = body.outputs.slice(1 + carried.length).map(() => []);
  for (let time = 0; time < times && goesOn; time += 1) {
    const given = [knownValue("int64", [], [time]), knownValue("bool", [], [1]), ...carried];
    const [condition, ...results] = context.run(body, given);
    if (inputs[1] != null || inputs[0] == null) goesOn = toNumbers(condition!, "the condition")[0] !== 0;
    carried = results.slice(0, carried.length);
    stacks.forEach((stack, index) => {
      stack.push(unsqueezed(results[carried.length + index]!, [0]));
    });
  }
  if (stacks.some((stack) => stack.length === 0)) throw new LinnetError("expected a loop that runs, it gives nothing");
  return [...carried, ...stacks.map((stack) => joined(stack, 0))];
};

export const control: { readonly [op: string]: OpFunction } = { If: branch, Loop: loop };
