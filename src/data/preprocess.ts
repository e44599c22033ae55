// From pixel values 0 to 255 to what a network was trained on.

import { type Channels, imagenetMean, torchDeviation, torchMean } from "../formats/imagenetColors.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { checkPicture, type Picture } from "./picture.js";
import { type PreprocessMode, preprocessModes } from "./preprocessModes.js";

/** The value that the network sees is `x * scale + shift`, by channel. */
interface Affine {
  readonly scale: Channels;
  readonly shift: Channels;
  /** Whether blue comes first in what the network sees. */
  readonly isReversed?: boolean;
}

const minusOneToOne: Affine = { scale: [1 / 127.5, 1 / 127.5, 1 / 127.5], shift: [-1, -1, -1] };
const minusMean: Affine = { scale: [1, 1, 1], shift: [-imagenetMean[0], -imagenetMean[1], -imagenetMean[2]] };

const modes: { readonly [Mode in PreprocessMode]: Affine } = {
  tf: minusOneToOne,
  caffe: { ...minusMean, isReversed: true },
  torch: {
    scale: [1 / (255 * torchDeviation[0]), 1 / (255 * torchDeviation[1]), 1 / (255 * torchDeviation[2])],
    shift: [-torchMean[0] / torchDeviation[0], -torchMean[1] / torchDeviation[1], -torchMean[2] / torchDeviation[2]],
  },
  minusOneToOne,
  imagenetMean: minusMean,
  none: { scale: [1, 1, 1], shift: [0, 0, 0] },
  mobilenetV2: minusOneToOne,
};

/**
 * A picture as the network takes it: `[height, width, 3]`; of several of the same size, `[batch, height, width, 3]`.
 * @throws LinnetError if the pictures differ in size, or are none, or the mode is unknown
 */
export function preprocessInput(input: Picture | readonly Picture[], mode: PreprocessMode): Float32Array {
  const pictures = Array.isArray(input) ? (input as readonly Picture[]) : [input as Picture];
  for (const picture of pictures) checkPicture("preprocessInput", picture);
  checkPreprocessMode(mode);
  const [first] = pictures;
  if (first === undefined) return new Float32Array(0);
  const output = new Float32Array(pictures.length * first.data.length);
  pictures.forEach((picture, index) => {
    if (picture.width !== first.width || picture.height !== first.height) {
      const sizes = `picture 0 is ${first.width} x ${first.height}, picture ${index} is ${picture.width} x ${picture.height}`;
      throw new LinnetError(`preprocessInput: expected pictures of one size, ${sizes}`);
    }
    output.set(picture.data, index * first.data.length);
  });
  preprocessValues(output, mode);
  return output;
}

/** @throws LinnetError if the mode is unknown */
export function checkPreprocessMode(mode: PreprocessMode): void {
  if (preprocessModes.includes(mode)) return;
  throw new LinnetError(`preprocess: expected one of ${preprocessModes.join(", ")}, got ${describe(mode)}`);
}

/** Preprocesses RGB values in place; their number is a multiple of 3. @throws LinnetError if the mode is unknown */
export function preprocessValues(values: Float32Array, mode: PreprocessMode): void {
  checkPreprocessMode(mode);
  if (mode === "none") return;
  const { scale, shift, isReversed = false } = modes[mode];
  const [byRed, byGreen, byBlue] = scale;
  const [plusRed, plusGreen, plusBlue] = shift;
  const [redPlace, bluePlace] = isReversed ? [2, 0] : [0, 2];
  for (let index = 0; index < values.length; index += 3) {
    const red = values[index]! * byRed + plusRed;
    const green = values[index + 1]! * byGreen + plusGreen;
    const blue = values[index + 2]! * byBlue + plusBlue;
    values[index + redPlace] = red;
    values[index + 1] = green;
    values[index + bluePlace] = blue;
  }
}
