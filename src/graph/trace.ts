// From output tensors to the graph that makes them.

import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { checkTensor } from "../tensor/checkTensor.js";
import { type Producer, Tensor } from "../tensor/tensor.js";

/** What a function computes: its placeholders, every op call in an executable order, and its results. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  /** Every tensor with a producer that an output needs, producers before users. */
  readonly nodes: readonly ProducedTensor[];
  readonly outputs: readonly Tensor[];
}

export type ProducedTensor = Tensor & { readonly producer: Producer };

/** Traces a function by calling it once with placeholders. */
export function trace(f: (...inputs: Tensor[]) => Tensor | readonly Tensor[], inputs: readonly Tensor[]): Graph {
  checkArgument("trace", "f", f, "function");
  checkList("trace", "inputs", inputs, Tensor);
  const result: unknown = f(...inputs);
  const outputs: readonly unknown[] = Array.isArray(result) ? result : [result];
  return graphOf(inputs, outputs.map(expectTensor));
}

function expectTensor(output: unknown): Tensor {
  checkTensor("trace", "what the function gives", output);
  return output;
}

/** The graph of these outputs; it contains only what they need. */
export function graphOf(inputs: readonly Tensor[], outputs: readonly Tensor[]): Graph {
  checkList("graphOf", "inputs", inputs, Tensor);
  checkList("graphOf", "outputs", outputs, Tensor);
  return { inputs, nodes: topologicalOrder(outputs), outputs };
}

/** Every tensor with a producer that `outputs` need, producers before users; without recursion, for deep models. */
export function topologicalOrder(
  outputs: readonly Tensor[],
  stopAt: ReadonlySet<Tensor> = new Set(),
): ProducedTensor[] {
  const order: ProducedTensor[] = [];
  const seen = new Set<Tensor>(stopAt);
  const stack = outputs.map((tensor) => ({ tensor, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.next === 0 && seen.has(top.tensor)) {
      stack.pop();
      continue;
    }
    seen.add(top.tensor);
    const input = top.tensor.producer?.inputs[top.next];
    top.next += 1;
    if (input !== undefined) {
      if (!seen.has(input)) stack.push({ tensor: input, next: 0 });
      continue;
    }
    if (isProduced(top.tensor)) order.push(top.tensor);
    stack.pop();
  }
  return order;
}

export function isProduced(tensor: Tensor): tensor is ProducedTensor {
  return tensor.producer !== null;
}

/** How many times each tensor is read by a node or given as an output. */
export function countUses({ nodes, outputs }: Graph): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const read = [...nodes.flatMap(({ producer }) => producer.inputs), ...outputs];
  for (const tensor of read) uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  return uses;
}
