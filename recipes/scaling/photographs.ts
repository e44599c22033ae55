// Folders of small PNG files of two classes, no two of them alike, and a base so small that little is spent on it.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Conv2D, Dense, GlobalAveragePooling2D, input, Model } from "linnet";
import { PNG } from "pngjs";
import { seededRandom } from "../../src/tensor/random.js";

const SIDE = 32;
/** A picture is a grid of so many colors a side, in which copies would be found. */
const CELLS = 8;

const classes = ["cold", "warm"] as const;

/** Adds photographs until the folder has so many. */
export function fillFolder(folder: string, from: number, to: number): void {
  for (const name of classes) mkdirSync(join(folder, name), { recursive: true });
  for (let index = from; index < to; index += 1)
    writeFileSync(join(folder, classes[index % 2]!, `${index}.png`), photograph(index));
}

function photograph(index: number): Uint8Array {
  const random = seededRandom(index);
  const grid = Array.from({ length: CELLS * CELLS }, () => [random(), random(), random()] as const);
  const picture = new PNG({ width: SIDE, height: SIDE });
  for (let pixel = 0; pixel < SIDE * SIDE; pixel += 1) {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE].map((place) => Math.floor((place * CELLS) / SIDE));
    const [red, green, blue] = grid[row! * CELLS + column!]!;
    const warmth = index % 2 === 0 ? 0.6 : 1;
    picture.data.set([255 * red * warmth, 255 * green, 255 * blue * (1.6 - warmth), 255], 4 * pixel);
  }
  return PNG.sync.write(picture);
}

/** Writes the file of the base. */
export function writeBase(file: string): void {
  const pictures = input({ shape: [SIDE, SIDE, 3] });
  const layers = [
    new Conv2D({ filters: 8, kernelSize: 3, strides: 2, activation: "relu" }),
    new Conv2D({ filters: 16, kernelSize: 3, strides: 2, activation: "relu" }),
    new GlobalAveragePooling2D(),
    new Dense({ units: 2, activation: "softmax" }),
  ];
  const outputs = layers.reduce((x, layer) => layer.apply(x), pictures);
  const preprocessing = { mode: "minusOneToOne", resize: "bilinear" } as const;
  writeFileSync(file, new Model({ inputs: pictures, outputs }).encode({ classes: [...classes], preprocessing }));
}
