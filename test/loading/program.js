// What is done with linnet however it has been loaded: a step of training and a prediction on two threads, and the parts
// that are loaded when they are first needed.

import {
  Adam,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  decodePicture,
  drawChart,
  exponentialDecay,
  Flatten,
  gpuBackend,
  input,
  openImageLoader,
  ReLU,
  Sequential,
  Tensor,
  wasmBackend,
} from "linnet";

const filled = (shape) =>
  Tensor.from(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(index * 12.9898)),
    shape,
  );

function smallModel() {
  const begin = input({ shape: [8, 8, 3] });
  const head = new Dense({ units: 2, activation: "softmax", seed: 2 });
  return new Sequential([begin, new Conv2D({ filters: 4, kernelSize: 3, seed: 1 }), new Flatten(), head]);
}

/** Even work this small is shared. */
export async function trainAndPredict() {
  const backend = await wasmBackend({ threads: 2, smallestSharedWork: 0 });
  const model = smallModel();
  model.compile({ optimizer: new Adam({ learningRate: 0.01 }), loss: "categoricalCrossentropy", backend });
  const y = Tensor.from(Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), [4, 2]);
  await model.fit(filled([4, 8, 8, 3]), y, { epochs: 1, batchSize: 4, shuffle: false });
  const { values } = await model.predict(filled([2, 8, 8, 3]));
  const how = model.describeBackend();
  await model.close();
  return { values: [...values], how };
}

/** A digest of all weights after eight steps of a reproducible training: Node and Chromium of all versions agree on it. */
export async function reproducibleBits(threads) {
  const backend = await wasmBackend({ threads, smallestSharedWork: 0, reproducible: true });
  const model = new Sequential([
    input({ shape: [16, 16, 3] }),
    new Conv2D({ filters: 8, kernelSize: 3, strides: 2, useBias: false, seed: 1 }),
    new BatchNormalization(),
    new ReLU({ maxValue: 6 }),
    new DepthwiseConv2D({ kernelSize: 3, seed: 2 }),
    new Flatten(),
    new Dense({ units: 16, activation: "sigmoid", seed: 3 }),
    new Dropout({ rate: 0.5, seed: 4 }),
    new Dense({ units: 2, activation: "softmax", seed: 5 }),
  ]);
  const learningRate = exponentialDecay({ initial: 0.01, decayRate: 0.9, decaySteps: 3 });
  model.compile({ optimizer: new Adam({ learningRate }), loss: "categoricalCrossentropy", backend });
  const y = Tensor.from(
    Float32Array.from({ length: 32 }, (_, index) => Number(index % 4 === 0 || index % 4 === 3)),
    [16, 2],
  );
  await model.fit(filled([16, 16, 16, 3]), y, { epochs: 4, batchSize: 8, seed: 7 });
  let digest = 0x811c9dc5;
  for (const { values } of model.getWeights().values())
    for (const bits of new Uint32Array(values.buffer, values.byteOffset, values.length))
      digest = Math.imul(digest ^ bits, 0x01000193) >>> 0;
  await model.close();
  return digest.toString(16);
}

/** @param jpeg a JPEG file, as base64 */
export async function useLateParts(jpeg) {
  const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
  const model = smallModel();
  model.useBackend(await gpuBackend({ mode: "webasm", threads: false }));
  const { values } = await model.predict(filled([2, 8, 8, 3]));
  const axis = { label: "x" };
  const series = [{ name: "s", points: [[0, 1]] }];
  const svg = await drawChart({ kind: "line", title: "t", x: axis, y: axis, series });
  const loader = openImageLoader({
    sources: [new Blob([bytes])],
    size: { width: 4, height: 4 },
    preprocess: "none",
    threads: 1,
  });
  let pixels = 0;
  for await (const { images } of loader.batches()) pixels += images.length;
  await loader.close();
  const { width } = await decodePicture(bytes);
  return { how: model.describeBackend(), classes: values.length, svg: svg.startsWith("<svg"), width, pixels };
}

Object.assign(globalThis, { trainAndPredict, reproducibleBits, useLateParts });
