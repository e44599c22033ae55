// A network as a table, like Keras's summary, with the multiply-adds of each layer.

import { multiplyAddsOf } from "../graph/multiplyAdds.js";
import { topologicalOrder } from "../graph/trace.js";
import { type CallContext, inferenceContext, type Layer } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { Network } from "./network.js";
import { textTable } from "./textTable.js";

export interface LayerSummary {
  readonly name: string;
  readonly className: string;
  /** With null for the batch axis. */
  readonly outputShape: readonly (number | null)[];
  readonly parameters: number;
  readonly multiplyAdds: number;
}

/** A table needs no numbers: random first values, which take half a second for MobileNetV2, are not made for it. */
const read: CallContext["read"] = ({ shape, name }) => Tensor.placeholder(shape, name);

/** Each layer's output, weights and cost for one example. */
export function layerSummaries(network: Network): LayerSummary[] {
  checkArgument("summary", "network", network, Network);
  const rows = new Map<Layer, { output: Tensor; multiplyAdds: number }>();
  const xs = network.inputs.map(({ shape }) => Tensor.placeholder([1, ...shape]));
  network.callAll(xs, {
    ...inferenceContext,
    read,
    onLayer: (layer, inputs, output) => {
      const nodes = topologicalOrder([output], new Set(inputs));
      const earlierCalls = rows.get(layer)?.multiplyAdds ?? 0;
      rows.set(layer, { output, multiplyAdds: nodes.reduce((sum, node) => sum + multiplyAddsOf(node), earlierCalls) });
    },
  });
  return network.layers.map((layer) => {
    const { output, multiplyAdds } = rows.get(layer)!;
    const outputShape = [null, ...output.shape.slice(1)];
    return {
      name: layer.name,
      className: layer.className,
      outputShape,
      parameters: count(layer.parameters),
      multiplyAdds,
    };
  });
}

/** How many weights there are, and how many bytes of a file they take. */
interface Size {
  readonly numbers: number;
  readonly bytes: number;
}

function sizeOfAll(parameters: readonly Parameter[]): Size {
  const bytes = parameters.reduce((sum, { shape, bytesEach }) => sum + sizeOf(shape) * bytesEach, 0);
  return { numbers: count(parameters), bytes };
}

function count(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/**
 * The table as text, 80 columns wide, followed by the number and size of weights: all, trained and others. A name that is too
 * long for its column gets its own line.
 */
export function summary(network: Network): string {
  const header = ["Layer (type)", "Output Shape", "Param #", "Multiply-adds"];
  const summaries = layerSummaries(network);
  const rows = summaries.map(({ name, className, outputShape, parameters, multiplyAdds }) => [
    `${name} (${className})`,
    `(${outputShape.map((length) => length ?? "None").join(", ")})`,
    parameters.toLocaleString("en"),
    multiplyAdds.toLocaleString("en"),
  ]);
  const total = sizeOfAll(network.parameters);
  const trained = sizeOfAll(
    network.layers
      .filter((layer) => layer.trainable)
      .flatMap((layer) => layer.parameters.filter(({ learned }) => learned)),
  );
  const others = { numbers: total.numbers - trained.numbers, bytes: total.bytes - trained.bytes };
  const int8 = sizeOfAll(network.parameters.filter(({ bytesEach }) => bytesEach === 1));
  const multiplyAdds = summaries.reduce((sum, row) => sum + row.multiplyAdds, 0);
  return [
    `Model: "${network.name}"`,
    ...textTable(header, rows),
    `Total params: ${sized(total)}`,
    `Trainable params: ${sized(trained)}`,
    `Non-trainable params: ${sized(others)}`,
    ...(int8.numbers > 0 ? [`Params of eight-bit integers: ${sized(int8)}`] : []),
    `Multiply-adds: ${multiplyAdds.toLocaleString("en")}`,
  ].join("\n");
}

/** A number of weights and their size, as Keras writes it: `1,000 (3.91 KB)`. */
export function sized({ numbers, bytes }: Size): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const unit = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${numbers.toLocaleString("en")} (${(bytes / 1024 ** unit).toFixed(2)} ${units[unit]})`;
}
