// MobileNetV2 as a plain list of layers, for libraries that are told a network layer by layer.

export interface ConvolutionSpec {
  readonly kind: "conv" | "depthwise";
  /** As in Keras, and in the names of the weights. */
  readonly name: string;
  readonly stride: 1 | 2;
  readonly relu6: boolean;
  /** Whether the block's input is added to the result. */
  readonly residual: boolean;
}

/** Expansion, repeats and stride, a line of the paper's table 2 each; channels are known from the weights. */
const bottlenecks = [
  [1, 1, 1],
  [6, 2, 2],
  [6, 3, 2],
  [6, 4, 2],
  [6, 3, 1],
  [6, 3, 2],
  [6, 1, 1],
] as const;

/** All convolutions in their order; global average pooling and the dense layer `predictions` follow. */
export function convolutions(): ConvolutionSpec[] {
  const plain = { stride: 1, relu6: true, residual: false } as const;
  const layers: ConvolutionSpec[] = [{ ...plain, kind: "conv", name: "Conv1", stride: 2 }];
  let index = 0;
  for (const [expansion, repeats, firstStride] of bottlenecks) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const block = index === 0 ? "expanded_conv" : `block_${index}`;
      const stride = repeat === 0 ? firstStride : 1;
      if (expansion > 1) layers.push({ ...plain, kind: "conv", name: `${block}_expand` });
      layers.push({ ...plain, kind: "depthwise", name: `${block}_depthwise`, stride });
      layers.push({ ...plain, kind: "conv", name: `${block}_project`, relu6: false, residual: repeat > 0 });
      index += 1;
    }
  }
  return [...layers, { ...plain, kind: "conv", name: "Conv_1" }];
}

/** The first layer of a block keeps the block's input for the sum at its end. */
export function startsBlock({ name }: ConvolutionSpec): boolean {
  return name.endsWith("_expand") || name === "expanded_conv_depthwise";
}
