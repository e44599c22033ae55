// A graph whose nodes work on whole numbers where it was decided so. `QUANTIZE` and `DEQUANTIZE` stand where real numbers
// become whole ones and back; the graph's inputs and outputs stay real.

import { takeName } from "../formats/freeName.js";
import type { Constant, GraphNode, OpGraph, ValueQuantization } from "../formats/opGraphTypes.js";
import { int8Quantization } from "../opGraph/quantizedValue.js";
import type { Biases, RoundedGraph } from "./correctBiases.js";
import { int8Op } from "./int8Ops.js";
import { type Rounded, roundedBias, roundedConstant } from "./weights.js";

export function quantizedGraph(rounded: RoundedGraph, biases: Biases): OpGraph {
  const { graph, plan } = rounded;
  const writer = new QuantizedWriter(rounded);
  for (const node of graph.nodes)
    if (plan.nodes.has(node)) writer.addInt8(node, biases.get(node));
    else writer.addFloat(node);
  const { nodes, constants, quantization } = writer;
  const { dialect, opset, inputs, outputs } = graph;
  return { dialect, opset, inputs, outputs, nodes, constants, quantization };
}

class QuantizedWriter {
  readonly nodes: GraphNode[] = [];
  readonly constants: Map<string, Constant>;
  readonly quantization = new Map<string, ValueQuantization>();
  readonly #rounded: RoundedGraph;
  readonly #taken: Set<string>;
  /** What the whole numbers and the real numbers of a value are called, where there are any. */
  readonly #int8Names = new Map<string, string>();
  readonly #floatNames = new Map<string, string>();

  constructor(rounded: RoundedGraph) {
    this.#rounded = rounded;
    const { graph, plan } = rounded;
    this.#taken = new Set(graph.types.keys());
    const others = graph.nodes.filter((node) => !plan.nodes.has(node));
    const keptAsTheyAre = new Set(others.flatMap(({ inputs }) => inputs));
    const isKept = (name: string): boolean => keptAsTheyAre.has(name) || graph.types.get(name)!.type !== "float32";
    this.constants = new Map([...graph.constants].filter(([name]) => isKept(name)));
    for (const { name } of graph.inputs) this.#floatNames.set(name, name);
  }

  addFloat(node: GraphNode): void {
    this.nodes.push({ ...node, inputs: node.inputs.map((name) => this.#floatOf(name)) });
    for (const name of node.outputs) this.#floatNames.set(name, name);
  }

  /** @param bias of a convolution alone */
  addInt8(node: GraphNode, bias: Float32Array | undefined): void {
    const [output] = node.outputs as readonly [string];
    const isOutput = this.#rounded.graph.outputs.some(({ name }) => name === output);
    const name = isOutput ? takeName(`${output}/int8`, this.#taken) : output;
    const inputs = bias === undefined ? this.#operands(node) : this.#convolved(node, bias);
    this.nodes.push({ ...node, inputs, outputs: [name] });
    this.#int8Names.set(output, name);
    this.quantization.set(name, this.#quantizationOf(output));
    if (isOutput) this.#floatNames.set(output, this.#convert("DEQUANTIZE", name, output));
  }

  #convolved(node: GraphNode, bias: Float32Array): string[] {
    const [x, kernelName, biasName] = node.inputs as readonly [string, string, string];
    const { plan, quantizations, kernels } = this.#rounded;
    const kernel = kernels.get(node)!;
    const { scale } = quantizations.get(plan.groups.get(x)!)!;
    return [
      this.#int8Of(x),
      this.#constant(kernelName, kernel),
      this.#constant(biasName, roundedBias(bias, scale, kernel.quantization.scale)),
    ];
  }

  #operands({ op, inputs, outputs: [output] }: GraphNode): string[] {
    const { graph, plan, quantizations } = this.#rounded;
    const shared = int8Op(op)!.shares ? quantizations.get(plan.groups.get(output!)!) : undefined;
    return inputs.map((name) => {
      const constant = graph.constants.get(name);
      if (constant === undefined) return plan.groups.has(name) ? this.#int8Of(name) : name;
      return constant.type === "float32" ? this.#constant(name, roundedConstant(constant, shared)) : name;
    });
  }

  #constant(name: string, { constant, quantization }: Rounded): string {
    const own = this.constants.has(name) ? takeName(name, this.#taken) : name;
    this.constants.set(own, constant);
    this.quantization.set(own, quantization);
    return own;
  }

  #int8Of(name: string): string {
    const known = this.#int8Names.get(name);
    if (known !== undefined) return known;
    const made = this.#convert("QUANTIZE", name, takeName(`${name}/int8`, this.#taken));
    this.quantization.set(made, this.#quantizationOf(name));
    this.#int8Names.set(name, made);
    return made;
  }

  #floatOf(name: string): string {
    const int8 = this.#int8Names.get(name);
    if (int8 === undefined || this.#floatNames.has(name)) return this.#floatNames.get(name) ?? name;
    const made = this.#convert("DEQUANTIZE", int8, takeName(`${name}/float`, this.#taken));
    this.#floatNames.set(name, made);
    return made;
  }

  #convert(op: string, from: string, to: string): string {
    this.nodes.push({ op, name: to, inputs: [from], outputs: [to], attributes: {} });
    return to;
  }

  #quantizationOf(value: string): ValueQuantization {
    const { plan, quantizations } = this.#rounded;
    return int8Quantization(quantizations.get(plan.groups.get(value)!)!);
  }
}
