// How often MobileNetV2 is right about photographs whose names begin with the number of their class.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openImageLoader } from "../../src/data/loader/imageLoader.js";
import type { ResizeMethod } from "../../src/data/resizeMethods.js";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { Tensor } from "../../src/tensor/tensor.js";

interface Reading {
  readonly weightsFile: string;
  readonly resizeMethod: ResizeMethod;
}

export async function top1On(photographs: string, { weightsFile, resizeMethod }: Reading): Promise<number> {
  const names = readdirSync(photographs);
  const model = mobileNetV2({ folded: true });
  model.loadWeights(readSafetensors(readFileSync(weightsFile), weightsFile).tensors);
  const loader = openImageLoader({
    sources: names.map((name) => join(photographs, name)),
    size: { width: 224, height: 224 },
    crop: 0.875,
    preprocess: "minusOneToOne",
    resizeMethod,
    batchSize: 4,
  });
  let right = 0;
  for await (const { images, shape, indices } of loader.batches()) {
    const { values } = await model.predict(Tensor.from(images, shape), { batchSize: 4 });
    indices.forEach((index, row) => {
      const scores = values.subarray(row * 1000, (row + 1) * 1000);
      if (scores.indexOf(Math.max(...scores)) === Number(names[index]!.slice(0, 3))) right += 1;
    });
  }
  await loader.close();
  await model.close();
  return right / names.length;
}
