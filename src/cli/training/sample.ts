// What `linnet train` trains on when it is given nothing: faces that are drawn, written to the cache folder as PNG.

import { drawFace } from "../../data/sample/face.js";
import { cacheFolder, fileExists, joinPath, makeFolder, writeFileAtomically } from "../../platform/index.js";
import { encodePng } from "../encodePng.js";
import { startProgress } from "../progress.js";
import { chooseBase } from "./base.js";
import { trainingJob } from "./job.js";
import type { TrainOptions } from "./options.js";

/** Drawn anew when the drawing changes: the folder's name has its version. */
const VERSION = 1;
const FACES_A_CLASS = 500;
const CLASSES = ["with_mask", "without_mask"] as const;

/** A head on the small base, or with `--from-scratch` the whole network: found by trying. */
const SAMPLE_OPTIONS: Partial<TrainOptions> = {
  alpha: 0.35,
  size: 96,
  augment: false,
  // Every face is drawn for itself, so there are no copies to look for.
  split: "random",
  hidden: 0,
  dropout: 0.2,
  batchSize: 16,
  learningRate: 0.01,
  schedule: "cosine",
};

const ADVICE = `
These faces are drawn. To train on photographs of your own, with ImageNet weights:
  npm run train -- FOLDER --weights mobilenetv2-1.0-224-imagenet.safetensors
where FOLDER holds one folder of photographs for each class.`;

/** Draws the sample where it is not in the cache folder yet, trains on it, and says how to train on photographs. */
export async function trainOnSample(given: TrainOptions, isGiven: (option: string) => boolean): Promise<void> {
  const own = Object.entries(SAMPLE_OPTIONS).filter(([name]) => !isGiven(name));
  const base = given.weights === undefined && !given.fromScratch ? { base: given.base ?? "small" } : {};
  const options = await chooseBase({ ...given, ...Object.fromEntries(own), ...base }, isGiven);
  await trainingJob({ folder: await openSample(), options, pretrained: !options.fromScratch });
  console.log(ADVICE);
}

/** The folder of the sample, which is drawn where it is not in the cache folder yet. */
export async function openSample(): Promise<string> {
  const place = joinPath(cacheFolder(), `drawn-faces-${VERSION}`);
  const folder = joinPath(place, "faces");
  const finished = joinPath(place, "complete");
  if (await fileExists(finished)) return folder;
  await drawFaces(folder);
  await writeFileAtomically(finished, "");
  return folder;
}

async function drawFaces(folder: string): Promise<void> {
  const progress = startProgress("drawing", CLASSES.length * FACES_A_CLASS, "faces");
  for (const [place, name] of CLASSES.entries()) {
    await makeFolder(joinPath(folder, name));
    for (let number = 0; number < FACES_A_CLASS; number += 1) {
      const face = drawFace({ mask: place === 0, seed: number * CLASSES.length + place });
      const file = joinPath(folder, name, `face-${String(number).padStart(4, "0")}.png`);
      await writeFileAtomically(file, encodePng(face));
      progress.update(place * FACES_A_CLASS + number + 1);
    }
  }
  progress.stop();
}
