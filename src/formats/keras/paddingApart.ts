// Padding that Keras's layers do not know, as a ZeroPadding2D before the layer: they have "same" and "valid" alone.

import { LinnetError } from "../../tensor/errors.js";
import type { Shape } from "../../tensor/shape.js";
import type { Padding2d } from "../../tensor/window.js";
import { freeName } from "../freeName.js";
import type { DescribedLayer, RepeatedCall } from "../opened.js";
import type { WrittenNetwork } from "../writtenNetwork.js";
import { layersNotNegative } from "./notNegative.js";

type Call = DescribedLayer | RepeatedCall;

const PADDED = /^(Conv2D|DepthwiseConv2D|SeparableConv2D|MaxPooling2D|AveragePooling2D)$/;

/**
 * The same network of layers whose padding is "same" or "valid".
 * @throws LinnetError naming a pooling layer that zeros before it would change
 */
export function withPaddingApart(written: WrittenNetwork): WrittenNetwork {
  const described = new Map(
    written.network.layers.flatMap((entry) => ("callOf" in entry ? [] : [[entry.name, entry]])),
  );
  const notNegative = layersNotNegative(written.network);
  const taken = new Set(written.network.layers.map(({ name }) => name));
  const shapes = new Map(written.shapes);
  /** The layers of zeros, by those before which they stand. */
  const zeros = new Map<string, string>();
  const layers = written.network.layers.flatMap((entry): Call[] => {
    const layer = "callOf" in entry ? described.get(entry.callOf)! : entry;
    const padding = paddingOf(layer);
    if (padding === null) return [entry];
    const own = "callOf" in entry ? entry : { ...entry, config: { ...entry.config, padding: "valid" } };
    if (padding.every((cells) => cells === 0)) return [own];
    const [input] = entry.inputs as [string];
    checkPooling(layer, notNegative.has(input));
    const name = freeName(`${layer.name}_pad`, taken);
    taken.add(name);
    shapes.set(name, paddedShape(shapes.get(input)!, padding));
    const first = zeros.get(layer.name);
    if (first === undefined) zeros.set(layer.name, name);
    const added = first === undefined ? zeroPadding(name, padding, input) : { name, callOf: first, inputs: [input] };
    return [added, { ...own, inputs: [name] }];
  });
  const weights = new Map([...written.weights, ...[...zeros.values()].map((name) => [name, []] as const)]);
  return { ...written, network: { ...written.network, layers }, shapes, weights };
}

function paddingOf({ className, config: { padding } }: DescribedLayer): Padding2d | null {
  return PADDED.test(className) && Array.isArray(padding) ? (padding as readonly number[] as Padding2d) : null;
}

function zeroPadding(name: string, [top, bottom, left, right]: Padding2d, input: string): DescribedLayer {
  const padding = [
    [top, bottom],
    [left, right],
  ];
  return { className: "ZeroPadding2D", name, trainable: true, config: { padding }, inputs: [input] };
}

function paddedShape([height, width, channels]: Shape, [top, bottom, left, right]: Padding2d): Shape {
  return [height! + top + bottom, width! + left + right, channels!];
}

/** Pooling leaves its padding out; a zero would be the largest of negative values, and counts in a mean. */
function checkPooling({ className, name, config }: DescribedLayer, isNotNegative: boolean): void {
  if (!className.endsWith("Pooling2D") || (className === "MaxPooling2D" && isNotNegative)) return;
  const why =
    className === "MaxPooling2D" ? "is larger than negative values, which may come before it" : "counts in the mean";
  throw new LinnetError(
    `layer "${name}": Keras knows the padding "same" and "valid" alone, got ${JSON.stringify(config.padding)}, ` +
      `and a zero ${why}: export ONNX instead`,
  );
}
