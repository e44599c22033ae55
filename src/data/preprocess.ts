// From pixel values 0 to 255 to what a network was trained on.

import { LinnetError } from "../tensor/errors.js";
import type { Picture } from "./picture.js";

/**
 * - `minusOneToOne`: `x / 127.5 - 1` (Keras's mode "tf", as `mobilenet_v2.preprocess_input` does);
 * - `imagenetMean`: `x` minus the mean red, green and blue of ImageNet, channels staying RGB (Keras's mode "caffe" also
 *   reverses them to BGR);
 * - `none`: 0 to 255 as they are;
 * - `mobilenetV2`: the former name of `minusOneToOne`, which stands in older model files.
 */
export type PreprocessMode = "minusOneToOne" | "imagenetMean" | "none" | "mobilenetV2";

/** Mean red, green and blue over ImageNet's training pictures. */
export const imagenetMean: readonly [red: number, green: number, blue: number] = [123.68, 116.779, 103.939];

/** The value that the network sees is `x * scale + shift`, by channel. */
interface Affine {
  readonly scale: number;
  readonly shift: readonly [red: number, green: number, blue: number];
}

const minusOneToOne: Affine = { scale: 1 / 127.5, shift: [-1, -1, -1] };

const modes: { readonly [Mode in PreprocessMode]: Affine } = {
  minusOneToOne,
  imagenetMean: { scale: 1, shift: [-imagenetMean[0], -imagenetMean[1], -imagenetMean[2]] },
  none: { scale: 1, shift: [0, 0, 0] },
  mobilenetV2: minusOneToOne,
};

/** The modes by name, for a command's options and for messages. */
export const preprocessModes: readonly PreprocessMode[] = ["minusOneToOne", "imagenetMean", "none", "mobilenetV2"];

/**
 * A picture as the network takes it: `[height, width, 3]`; of several of the same size, `[batch, height, width, 3]`.
 * @throws LinnetError if the pictures differ in size
 */
export function preprocessInput(input: Picture | readonly Picture[], mode: PreprocessMode): Float32Array {
  const pictures = "data" in input ? [input] : input;
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
  throw new LinnetError(`preprocess: expected one of ${preprocessModes.join(", ")}, got "${mode}"`);
}

/** Preprocesses RGB values in place; their number is a multiple of 3. @throws LinnetError if the mode is unknown */
export function preprocessValues(values: Float32Array, mode: PreprocessMode): void {
  checkPreprocessMode(mode);
  if (mode === "none") return;
  const { scale, shift } = modes[mode];
  const [red, green, blue] = shift;
  for (let index = 0; index < values.length; index += 3) {
    values[index] = values[index]! * scale + red;
    values[index + 1] = values[index + 1]! * scale + green;
    values[index + 2] = values[index + 2]! * scale + blue;
  }
}
