// Whole objects whose methods are misused, made anew for every case.

import * as linnet from "../../../src/index.js";

const x = () => linnet.Tensor.from(new Float32Array(8).fill(0.5), [4, 2]);

function sequential(): linnet.Sequential {
  const model = new linnet.Sequential([
    linnet.input({ shape: [2] }),
    new linnet.Dense({ units: 2, activation: "softmax" }),
  ]);
  model.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
  return model;
}

/** Makers by the names of what they make. */
export const objects: { readonly [name: string]: () => object } = {
  Tensor: x,
  Sequential: sequential,
  Model: () => {
    const given = linnet.input({ shape: [2] });
    return new linnet.Model({ inputs: given, outputs: new linnet.Dense({ units: 2 }).apply(given) });
  },
  Dense: () => new linnet.Dense({ units: 2 }),
  LabelBinarizer: () => linnet.LabelBinarizer.fit(["a", "b"]),
  ImageDataGenerator: () => new linnet.ImageDataGenerator({ rotationRange: 10 }),
  Adam: () => new linnet.Adam(),
};
