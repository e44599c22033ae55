// What `linnet train` trains on when it is given nothing: faces that are drawn, written to the cache folder as PNG.

import { PNG } from "pngjs";
import { drawFace } from "../../data/sample/face.js";
import { cacheFolder, fileExists, joinPath, makeFolder, writeFileAtomically } from "../../platform/index.js";
import { startProgress } from "../progress.js";
import type { TrainOptions } from "./options.js";

export interface Sample {
  readonly folder: string;
  /** The options of the run: a small network, from scratch. */
  readonly options: TrainOptions;
  /** What to type next. */
  readonly advice: string;
}

/** Drawn anew when the drawing changes: the folder's name has its version. */
const VERSION = 1;
const FACES_A_CLASS = 400;
const CLASSES = ["with_mask", "without_mask"] as const;

const ADVICE = `
These faces are drawn. To train on photographs of your own, with ImageNet weights:
  npm run train -- FOLDER --weights mobilenetv2-1.0-224-imagenet.safetensors
where FOLDER holds one folder of photographs for each class.`;

/** Draws the sample where it is not in the cache folder yet, and says how to train on it. */
export async function openSample(given: TrainOptions): Promise<Sample> {
  const folder = joinPath(cacheFolder(), `drawn-faces-${VERSION}`);
  const finished = joinPath(folder, ".complete");
  if (!(await fileExists(finished))) {
    await drawFaces(folder);
    await writeFileAtomically(finished, "");
  }
  const options: TrainOptions = { ...given, alpha: 0.35, size: 96, augment: false };
  return { folder, options, advice: ADVICE };
}

async function drawFaces(folder: string): Promise<void> {
  const progress = startProgress("drawing", CLASSES.length * FACES_A_CLASS, "faces");
  for (const [place, name] of CLASSES.entries()) {
    await makeFolder(joinPath(folder, name));
    for (let number = 0; number < FACES_A_CLASS; number += 1) {
      const { width, height, data } = drawFace({ mask: place === 0, seed: number * CLASSES.length + place });
      const file = joinPath(folder, name, `face-${String(number).padStart(4, "0")}.png`);
      await writeFileAtomically(file, encodePng(width, height, data));
      progress.update(place * FACES_A_CLASS + number + 1);
    }
  }
  progress.stop();
}

function encodePng(width: number, height: number, data: ArrayLike<number>): Uint8Array {
  const png = new PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false });
  png.data = Buffer.from(Uint8Array.from(data));
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
}
