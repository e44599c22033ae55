// A network of the layers that image models have more rarely; all but the last ones have a place in TensorFlow.js too.

import {
  Average,
  Concatenate,
  Conv1D,
  Conv2D,
  Conv2DTranspose,
  Cropping2D,
  Dense,
  Flatten,
  GlobalMaxPooling2D,
  input,
  LayerNormalization,
  type LayerOutput,
  Maximum,
  MaxPooling1D,
  Model,
  Normalization,
  Permute,
  RandomFlip,
  RandomRotation,
  RandomZoom,
  Reshape,
  Resizing,
  SpatialDropout2D,
  Subtract,
  UpSampling2D,
} from "../../src/index.js";
import { hashed } from "./everyKerasLayer.js";

/** Pictures `[32, 32, 3]` become three numbers. @param isForTfjs without what TensorFlow.js lacks */
export function furtherKerasLayers(isForTfjs = false): Model {
  const begin = input({ shape: [32, 32, 3], name: "picture" });
  let x = isForTfjs ? begin : changed(begin);
  x = new Conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }).apply(x);
  const up = new UpSampling2D({ size: 2, interpolation: "nearest" }).apply(x);
  const turned = new Conv2DTranspose({
    filters: 4,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    activation: "relu",
  }).apply(x);
  x = new Concatenate().apply([up, turned, new Average().apply([up, turned]), new Maximum().apply([up, turned])]);
  x = new LayerNormalization().apply(
    new Cropping2D({
      cropping: [
        [1, 0],
        [2, 1],
      ],
    }).apply(x),
  );
  x = new SpatialDropout2D({ rate: 0.2 }).apply(new Permute({ dims: [2, 1, 3] }).apply(x));
  const largest = new GlobalMaxPooling2D({ keepDims: true }).apply(x);
  const rows = new Conv1D({ filters: 3, kernelSize: 3, padding: "same" }).apply(
    new Reshape({ targetShape: [29, -1] }).apply(x),
  );
  const flat = [new MaxPooling1D({ poolSize: 2 }).apply(rows), largest].map((one) => new Flatten().apply(one));
  const [first, second] = flat.map((one) => new Dense({ units: 3 }).apply(one)) as [LayerOutput, LayerOutput];
  const merged = isForTfjs ? new Average() : new Subtract();
  return hashed(new Model({ inputs: begin, outputs: merged.apply([first, second]), name: "further" }));
}

function changed(begin: LayerOutput): LayerOutput {
  const x = new Normalization({ mean: [100, 110, 120], variance: [900, 1000, 1100] }).apply(begin);
  const flipped = new RandomFlip({ mode: "horizontal_and_vertical" }).apply(x);
  const turned = new RandomZoom({ heightFactor: 0.1 }).apply(new RandomRotation({ factor: 0.1 }).apply(flipped));
  return new Resizing({ height: 32, width: 32, interpolation: "bilinear" }).apply(turned);
}
