// Views of the photographs with what the teacher says of them: made once, since the teacher costs more than the student.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  ImageDataGenerator,
  type ImageLoader,
  openImageLoader,
  type Picture,
  resize,
  Tensor,
} from "../../src/index.js";
import { writeFileAtomically } from "../../src/platform/index.js";
import { readShared } from "./readShared.js";
import { FEATURES, TEACHER_SIZE, type Teacher } from "./teacher.js";

/** Height and width of the student's pictures. */
export const STUDENT_SIZE = 96;
const PIXELS = STUDENT_SIZE * STUDENT_SIZE * 3;

export interface Views {
  /** All first views, then all second ones, and so on. */
  readonly pictures: readonly Picture[];
  /** The teacher's features, `[pictures, 1280]`. */
  readonly features: Float32Array;
}

/** The strong changes: both networks see the same view. */
const strongChanges = new ImageDataGenerator({
  rotationRange: 20,
  zoomRange: [0.45, 1.15],
  widthShiftRange: 0.2,
  heightShiftRange: 0.2,
  shearRange: 10,
  brightnessRange: [0.5, 1.4],
  channelShiftRange: 30,
  horizontalFlip: true,
  fillMode: "reflect",
  seed: "views",
});

export interface ViewsOptions {
  /** Where they are kept; what is there already is not made again. */
  readonly folder: string;
  /** Views of each photograph; the first is the photograph as it is. */
  readonly rounds: number;
}

/** @throws DecodeError naming a photograph that cannot be read */
export async function openViews(files: readonly string[], teacher: Teacher, options: ViewsOptions): Promise<Views> {
  const { folder, rounds } = options;
  mkdirSync(folder, { recursive: true });
  const loader = openImageLoader({
    sources: files,
    size: { width: TEACHER_SIZE, height: TEACHER_SIZE },
    augmenter: strongChanges,
    preprocess: "none",
    batchSize: 16,
    strict: true,
    cacheBytes: 1e9,
  });
  try {
    const views: Views[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const place = join(folder, `round-${round}`);
      if (!existsSync(`${place}.features`)) await makeRound(loader, teacher, { round, count: files.length, place });
      views.push(readRound(place));
      console.log(`views: round ${round + 1} of ${rounds}, ${files.length} photographs`);
    }
    return joinViews(views);
  } finally {
    await loader.close();
  }
}

interface Round {
  readonly round: number;
  readonly count: number;
  readonly place: string;
}

async function makeRound(loader: ImageLoader, teacher: Teacher, { round, count, place }: Round): Promise<void> {
  const pixels = new Uint8Array(count * PIXELS);
  const features = new Float32Array(count * FEATURES);
  for await (const { images, shape, indices } of loader.batches({ epoch: round, augment: round > 0 })) {
    indices.forEach((index, row) => pixels.set(shrink(images, row), index * PIXELS));
    const x = Tensor.from(
      images.map((value) => value / 127.5 - 1),
      shape,
    );
    const { values } = await teacher.features.predict(x, { batchSize: 16 });
    indices.forEach((index, row) => {
      features.set(values.subarray(row * FEATURES, (row + 1) * FEATURES), index * FEATURES);
    });
  }
  await writeFileAtomically(`${place}.pixels`, pixels);
  await writeFileAtomically(`${place}.features`, new Uint8Array(features.buffer));
}

/** One picture of a batch at the student's size, resized as `linnet train` resizes photographs. */
function shrink(images: Float32Array, row: number): Uint8Array | Uint8ClampedArray {
  const length = TEACHER_SIZE * TEACHER_SIZE * 3;
  const data = Uint8ClampedArray.from(images.subarray(row * length, (row + 1) * length));
  const size = { width: STUDENT_SIZE, height: STUDENT_SIZE };
  return resize({ width: TEACHER_SIZE, height: TEACHER_SIZE, data }, size).data;
}

function readRound(place: string): Views {
  const pixels = readShared(`${place}.pixels`);
  const pictures = Array.from({ length: pixels.length / PIXELS }, (_, index) => {
    return { width: STUDENT_SIZE, height: STUDENT_SIZE, data: pixels.subarray(index * PIXELS, (index + 1) * PIXELS) };
  });
  return { pictures, features: new Float32Array(readShared(`${place}.features`).buffer as ArrayBufferLike) };
}

function joinViews(views: readonly Views[]): Views {
  const features = new Float32Array(views.reduce((total, { features: rows }) => total + rows.length, 0));
  let offset = 0;
  for (const { features: rows } of views) {
    features.set(rows, offset);
    offset += rows.length;
  }
  return { pictures: views.flatMap(({ pictures }) => pictures), features };
}
