// What is done to one picture of one epoch (Keras's ImageDataGenerator.get_random_transform).

import { seededRandom } from "../../tensor/random.js";
import type { PictureSize } from "../picture.js";
import type { AugmentSettings, Range } from "./options.js";

/** What is done to one picture, in Keras's terms; shifts in pixels, angles in degrees. */
export interface TransformParameters {
  readonly theta: number;
  /** To the right: Keras 3 draws it from `heightShiftRange`, and applies it along the width. */
  readonly tx: number;
  /** Down. */
  readonly ty: number;
  readonly shear: number;
  /** Of the width. */
  readonly zx: number;
  /** Of the height. */
  readonly zy: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  /** Added to every channel, or null. */
  readonly channelShiftIntensity: number | null;
  /** What the picture's bytes are multiplied by, or null: at 1, too, values become bytes. */
  readonly brightness: number | null;
}

/** Parameters that change nothing. */
export const noTransform: TransformParameters = {
  theta: 0,
  tx: 0,
  ty: 0,
  shear: 0,
  zx: 1,
  zy: 1,
  flipHorizontal: false,
  flipVertical: false,
  channelShiftIntensity: null,
  brightness: null,
};

/** What the changes of a picture depend on. */
export interface PictureKey {
  readonly seed: number | string;
  readonly epoch: number;
  readonly index: number;
}

/**
 * The parameters of one picture in one epoch: a function of the seed, the epoch and the index alone, so the order of work
 * and the number of threads do not matter. Every number is drawn whether it is used or not, so switching one option on
 * leaves the others as they were.
 */
export function randomParameters(
  settings: AugmentSettings,
  { width, height }: PictureSize,
  key: PictureKey,
): TransformParameters {
  const random = seededRandom(key.seed, "augment", key.epoch, key.index);
  const within = ([from, to]: Range): number => from + (to - from) * random();
  const around = (range: number): number => within([-range, range]);
  const { channelShiftRange, brightnessRange } = settings;
  const geometry = {
    theta: around(settings.rotationRange),
    tx: randomShift(settings.heightShiftRange, height, random),
    ty: randomShift(settings.widthShiftRange, width, random),
    shear: around(settings.shearRange),
    zx: within(settings.zoomRange),
    zy: within(settings.zoomRange),
    flipHorizontal: random() < 0.5 && settings.horizontalFlip,
    flipVertical: random() < 0.5 && settings.verticalFlip,
  };
  const channelShift = around(channelShiftRange);
  return {
    ...geometry,
    channelShiftIntensity: channelShiftRange === 0 ? null : channelShift,
    brightness: brightnessRange === null ? null : within(brightnessRange),
  };
}

function randomShift(range: number | readonly number[], length: number, random: () => number): number {
  const chance = random();
  const sign = random() < 0.5 ? -1 : 1;
  const largest =
    typeof range === "number" ? range : range.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const unit = largest < 1 ? length : 1;
  if (typeof range !== "number") return sign * unit * (range[Math.floor(chance * range.length)] ?? 0);
  const isWhole = range >= 1 && Number.isInteger(range);
  return sign * unit * (isWhole ? Math.floor(chance * range) : chance * range);
}
