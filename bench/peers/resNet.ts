// ResNet-18 with its batch norms folded (He and others, 2015, table 1), as linnet's layers: plain convolutions of three by three.

import {
  Activation,
  Add,
  Conv2D,
  type Conv2DOptions,
  Dense,
  GlobalAveragePooling2D,
  input,
  type LayerOutput,
  MaxPooling2D,
  Network,
} from "linnet";

/** Of 224 x 224 pixels, to a thousand logits. */
export function resNet18({ seed }: { readonly seed: number }): Network {
  let made = 0;
  const conv = (x: LayerOutput, filters: number, kernelSize: number, others: Partial<Conv2DOptions> = {}) => {
    made += 1;
    const name = `conv_${made}`;
    return new Conv2D({ name, filters, kernelSize, padding: "same", seed: seed + made, ...others }).apply(x);
  };
  const inputs = input({ shape: [224, 224, 3], name: "input" });
  let x = conv(inputs, 64, 7, { strides: 2, activation: "relu" });
  x = new MaxPooling2D({ poolSize: 3, strides: 2, padding: "same" }).apply(x);
  for (const [stage, filters] of [64, 128, 256, 512].entries())
    for (const block of [0, 1]) {
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const shortcut = strides === 1 ? x : conv(x, filters, 1, { strides });
      const branch = conv(conv(x, filters, 3, { strides, activation: "relu" }), filters, 3);
      x = new Activation({ activation: "relu" }).apply(new Add().apply([branch, shortcut]));
    }
  const outputs = new Dense({ name: "predictions", units: 1000, seed }).apply(new GlobalAveragePooling2D().apply(x));
  return new Network({ inputs, outputs });
}
