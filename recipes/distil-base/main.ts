// Trains the base that ships with linnet: MobileNetV2 0.35 at 96 pixels from random weights, distilled from the ImageNet
// network (docs/small-base.md). It can be stopped at any moment; the same command goes on after the last whole epoch.

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "commander";
import { type Callback, loadBackend, type Model, readSafetensors, Tensor, writeSafetensors } from "../../src/index.js";
import { writeFileAtomically } from "../../src/platform/index.js";
import { calibrateBatchNorm } from "../../src/train/calibrateBatchNorm.js";
import { drawFaces } from "./drawn.js";
import { splitPhotographs } from "./photographs.js";
import { type Examples, probeAccuracy } from "./probe.js";
import {
  BATCH_SIZE,
  createOptimizer,
  createStudent,
  distillationLoss,
  openViewLoader,
  type Student,
  viewSource,
} from "./student.js";
import { classifierOf, openTeacher, scaleOf, standardize, type Teacher } from "./teacher.js";
import { openViews } from "./views.js";

interface Options {
  readonly photographs: string;
  readonly unlabeled: string;
  readonly weights: string;
  readonly work: string;
  readonly output: string;
  readonly drawn: number;
  readonly views: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Epochs between two looks at what the features are worth. */
const PROBE_EVERY = 5;

program
  .description("distil the small base from the ImageNet network")
  .option("--photographs <folder>", "a folder of photographs for each class", "../shared/data/face-mask")
  .option("--unlabeled <folder>", "more photographs", "../shared/data/imagenet-sample")
  .option("--weights <file>", "the teacher", "../shared/weights/mobilenetv2-1.0-224-imagenet.safetensors")
  .requiredOption("--work <folder>", "where views and the state of training are kept, outside of the repository")
  .option("--output <file>", "the base", "weights/linnet-base-0.35-96.safetensors")
  .option("--drawn <number>", "faces that are drawn, and learned from like the photographs", Number, 600)
  .option("--views <number>", "views of each photograph", Number, 6)
  .option("--epochs <number>", "times to go through all views; 0 leaves the weights random", Number, 30)
  .option("--learning-rate <number>", "AdamW's, after the warm-up", Number, 1.5e-3)
  .option("--seed <number>", "of the first weights", Number, 1);

await distil(program.parse().opts<Options>());

async function distil(options: Options): Promise<void> {
  const teacher = openTeacher(options.weights);
  const examples = await prepareExamples(options, teacher);
  const student = createStudent(options.seed);
  if (options.epochs > 0) await trainStudent(student, { teacher, ...examples }, options);
  else await calibrate(student.base, examples.train);
  await writeBase(student.base, options, examples.train);
}

interface Lesson {
  readonly teacher: Teacher;
  readonly train: Examples;
  readonly validation: Examples;
}

async function trainStudent(student: Student, { teacher, train, validation }: Lesson, options: Options): Promise<void> {
  const scale = scaleOf(train.views.features);
  const loaders = [openViewLoader(train.views), openViewLoader(validation.views)] as const;
  const [source, measured] = [train, validation].map(({ views }, place) => {
    const targets = standardize(views.features, scale);
    return viewSource({ loader: loaders[place]!, targets, augment: place === 0 });
  });
  const checkpoint = join(options.work, "student.safetensors");
  const done = resume(student.mapped, checkpoint);
  const { epochs, learningRate: peak } = options;
  const stepsAnEpoch = Math.ceil(source!.size / BATCH_SIZE);
  student.mapped.compile({
    optimizer: createOptimizer({ peak, epochs, stepsAnEpoch, done }),
    loss: distillationLoss(classifierOf(teacher, scale)),
  });
  await student.mapped.fit(source!, {
    epochs,
    initialEpoch: done,
    validation: measured!,
    callbacks: [
      checkpointer(student.mapped, checkpoint),
      reporter(() => probeAccuracy(student.pooled, train, validation), options),
    ],
  });
  for (const loader of loaders) await loader.close();
}

/** Random weights as they are, with batch norm statistics of some photographs: what training is compared with. */
async function calibrate(base: Model, { views }: Examples): Promise<void> {
  const loader = openViewLoader(views);
  const first = await loader.batches({ augment: false }).next();
  await loader.close();
  if (first.done !== true) {
    const { images, shape } = first.value;
    await calibrateBatchNorm(base, Tensor.from(images, shape), await loadBackend("wasm"));
  }
}

/** The photographs and their views; the teacher is not needed after it. */
async function prepareExamples({ photographs, unlabeled, drawn, work, views }: Options, teacher: Teacher) {
  mkdirSync(work, { recursive: true });
  const found = readdirSync(unlabeled).map((name) => join(unlabeled, name));
  const others = [...found, ...(await drawFaces(join(work, "drawn"), drawn))];
  const parts = await splitPhotographs(photographs, others, join(work, "split.json"));
  const open = async (part: "train" | "validation", rounds: number): Promise<Examples> => {
    const folder = join(work, part);
    return { photographs: parts[part], views: await openViews(parts[part].files, teacher, { folder, rounds }) };
  };
  const examples = { train: await open("train", views), validation: await open("validation", 1) };
  await teacher.features.close();
  return examples;
}

/** Loads the state of an earlier run. Gives the number of its epochs; 0 where there was none. */
function resume(model: Model, checkpoint: string): number {
  if (!existsSync(checkpoint)) return 0;
  const { tensors, metadata } = readSafetensors(readFileSync(checkpoint), checkpoint);
  model.loadWeights(tensors, { file: checkpoint });
  return Number(metadata.epochs);
}

function checkpointer(model: Model, path: string): Callback {
  return {
    onEpochEnd: (epoch) =>
      writeFileAtomically(path, writeSafetensors(model.getWeights(), { epochs: String(epoch + 1) })),
  };
}

/** A line an epoch, with the time left. */
function reporter(probe: () => Promise<number>, { epochs }: Options): Callback {
  let started = 0;
  return {
    onEpochBegin: () => {
      started = performance.now();
    },
    onEpochEnd: async (epoch, { loss, val_loss, learning_rate }) => {
      const minutes = (performance.now() - started) / 60_000;
      const isDue = (epoch + 1) % PROBE_EVERY === 0 || epoch + 1 === epochs;
      const accuracy = isDue ? `, probe ${(await probe()).toFixed(4)}` : "";
      const rate = learning_rate!.toExponential(1);
      const left = (minutes * (epochs - epoch - 1)).toFixed(0);
      console.log(
        `epoch ${epoch + 1}/${epochs}: loss ${loss!.toFixed(4)}, validation ${val_loss!.toFixed(4)}, rate ${rate}` +
          `${accuracy}; ${minutes.toFixed(1)} minutes, ${left} left`,
      );
    },
  };
}

/** Half precision: the weights come out of float32 training and go back into it. */
async function writeBase(
  base: Model,
  { output, epochs, views, seed }: Options,
  { photographs }: Examples,
): Promise<void> {
  const metadata = {
    network: "MobileNetV2 0.35 without classifier, input 96 x 96 x 3, RGB / 127.5 - 1, batch norm not folded",
    recipe: `recipes/distil-base --epochs ${epochs} --views ${views} --seed ${seed}`,
    teacher: "MobileNetV2 1.0 at 224 pixels with ImageNet weights (Google, Apache-2.0)",
    data: `${photographs.files.length} pictures: Face-Mask-Detection of balajisrinivas without those held out, an ImageNet sample, and drawn faces`,
    date: new Date().toISOString().slice(0, 10),
    licence: "MIT",
  };
  await writeFileAtomically(output, writeSafetensors(base.getWeights(), metadata, { dtype: "F16" }));
  console.log(`The base is in ${output}.`);
}
