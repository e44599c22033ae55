// The script of PyImageSearch's "COVID-19: Face Mask Detector with OpenCV, Keras/TensorFlow, and Deep Learning", on linnet.
//   npx tsx examples/train-mask-detector.ts --dataset FOLDER --weights mobilenetv2-1.0-224-imagenet.safetensors

import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import * as linnet from "linnet";
import { argMax } from "linnet/ops";

// The tutorial's arguments, where the weights are, and its constants.
const string = { type: "string" } as const;
const { values: args } = parseArgs({
  options: {
    dataset: { ...string, short: "d" },
    weights: { ...string, short: "w" },
    plot: { ...string, short: "p", default: "plot.png" },
    model: { ...string, short: "m", default: "mask_detector.safetensors" },
    epochs: { ...string, default: "20" },
  },
});
if (!args.dataset || !args.weights) throw new Error("--dataset FOLDER and --weights FILE are needed");
const [initialRate, epochs, batchSize, seed] = [1e-4, Number(args.epochs), 32, 42];

// Load the photographs' names and labels, binarize the labels, and split both, stratified.
const { files, labels: places, classes } = await linnet.readImageFolder(args.dataset);
const binarizer = linnet.LabelBinarizer.fit(classes);
const labelsOf = (indexes: Uint32Array) =>
  linnet.toCategorical(binarizer.transform(Array.from(indexes, (index) => classes[places[index]!]!)), classes.length);
const { train, test } = linnet.trainTestSplit(files.length, { testSize: 0.2, stratify: places, seed });
const filesOf = (indexes: Uint32Array) => Array.from(indexes, (index) => files[index]!);
const testY = labelsOf(test);

// Decode and preprocess them as they are needed, those to train on with augmentation.
const generator = new linnet.ImageDataGenerator({
  rotationRange: 20,
  zoomRange: 0.15,
  widthShiftRange: 0.2,
  heightShiftRange: 0.2,
  shearRange: 0.15,
  horizontalFlip: true,
  fillMode: "nearest",
  seed,
});
const input = {
  size: { width: 224, height: 224 },
  interpolation: "nearest", // load_img's default
  preprocess: "minusOneToOne",
  batchSize,
  seed,
  strict: true,
} as const;
const kept = { ...input, cacheBytes: 1e9 };
const training = linnet.imageFlow(filesOf(train), labelsOf(train), { ...kept, generator });
const validation = linnet.imageFlow(filesOf(test), testY, kept);

// MobileNetV2 with its ImageNet weights and without its classifier, frozen, and the head that is trained.
const base = linnet.mobileNetV2({ includeTop: false, folded: true });
base.loadWeights(linnet.readSafetensors(await readFile(args.weights), args.weights).tensors, { file: args.weights });
base.trainable = false;
let head = new linnet.AveragePooling2D({ poolSize: [7, 7] }).apply(base.output);
head = new linnet.Flatten({ name: "flatten" }).apply(head);
head = new linnet.Dense({ units: 128, activation: "relu" }).apply(head);
head = new linnet.Dropout({ rate: 0.5, seed }).apply(head);
head = new linnet.Dense({ units: classes.length, activation: "softmax" }).apply(head);
const model = new linnet.Model({ inputs: base.input, outputs: head });

const learningRate = linnet.inverseTimeDecay({ initial: initialRate, decay: initialRate / epochs });
const optimizer = new linnet.Adam({ learningRate });
model.compile({ loss: "binaryCrossentropy", optimizer, metrics: ["accuracy"] });
const history = await model.fit(training, { epochs, validation, seed, callbacks: [linnet.epochLog()] });

// Predict, report, save and plot.
const [truth, predicted] = [testY, await model.predict(validation)].map((rows) => argMax(rows).values);
console.log(linnet.classificationReport(truth!, predicted!, { targetNames: classes }));
const preprocessing = { mode: input.preprocess, resize: "pillowNearest" } as const;
await model.save(args.model, { classes, preprocessing, training: { ...history.history } });
await writeFile(args.plot, await linnet.svgToPng(await linnet.drawChart(linnet.historyChart(history))));
await Promise.all([training.close(), validation.close(), model.close()]);
