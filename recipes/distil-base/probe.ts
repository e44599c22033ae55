// What the base is worth so far: how well one dense layer on its features tells the classes of unseen photographs apart.

import { Adam, Dense, input, Model, Tensor, toCategorical } from "../../src/index.js";
import type { Photographs } from "./photographs.js";
import { BATCH_SIZE, openViewLoader } from "./student.js";
import { FEATURES } from "./teacher.js";
import type { Views } from "./views.js";

/** Photographs, and their views: the first one of each is the photograph as it is. */
export interface Examples {
  readonly photographs: Photographs;
  readonly views: Views;
}

/** The accuracy on `validation` of a layer that is trained on `train`; `pooled` gives the base's features. */
export async function probeAccuracy(pooled: Model, train: Examples, validation: Examples): Promise<number> {
  const inputs = input({ shape: [FEATURES] });
  const { classes } = train.photographs;
  const head = new Model({ inputs, outputs: new Dense({ units: classes, activation: "softmax" }).apply(inputs) });
  head.compile({
    optimizer: new Adam({ learningRate: 1e-3 }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
  });
  await head.fit(...(await labeledFeatures(pooled, train)), { epochs: 20 });
  const { accuracy } = await head.evaluate(...(await labeledFeatures(pooled, validation)));
  await pooled.close();
  return accuracy!;
}

/** `[count, 1280]` and `[count, classes]`, of the photographs that have a label. */
async function labeledFeatures(pooled: Model, { photographs, views }: Examples): Promise<[x: Tensor, y: Tensor]> {
  const { labels, classes } = photographs;
  const indices = [...labels.keys()].filter((index) => labels[index]! >= 0);
  const rows = new Float32Array(indices.length * FEATURES);
  let done = 0;
  const loader = openViewLoader(views);
  for await (const { images, shape } of loader.batches({ indices, augment: false })) {
    const { values } = await pooled.predict(Tensor.from(images, shape), { batchSize: BATCH_SIZE });
    rows.set(values, done * FEATURES);
    done += shape[0];
  }
  await loader.close();
  const known = indices.map((index) => labels[index]!);
  return [Tensor.from(rows, [done, FEATURES]), toCategorical(known, classes)];
}
