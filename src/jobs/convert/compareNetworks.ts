// Whether two networks compute the same of one picture.

import { decodePicture } from "../../data/decode.js";
import { preprocessInput } from "../../data/preprocess.js";
import { resize } from "../../data/resize.js";
import type { Network } from "../../model/network.js";
import { readFile } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom } from "../../tensor/random.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { OptionError } from "../optionError.js";

export interface Comparison {
  /** The largest between an output of the one network and the same of the other. */
  readonly difference: number;
  /** The largest output of the first. */
  readonly largest: number;
}

/** @throws LinnetError if the second has other inputs or outputs than the first */
export async function compareNetworks(first: Network, second: Network, xs: readonly Tensor[]): Promise<Comparison> {
  const shapes = (network: Network): string =>
    [...network.inputs, ...network.outputs].map(({ shape }) => formatShape(shape)).join(" ");
  if (shapes(first) !== shapes(second))
    throw new LinnetError(`expected inputs and outputs ${shapes(first)}, got ${shapes(second)}`);
  const [expected, found] = [await first.predict(xs), await second.predict(xs)];
  let [difference, largest] = [0, 0];
  for (const [place, { values }] of expected.entries())
    for (const [index, value] of values.entries()) {
      difference = Math.max(difference, Math.abs(value - found[place]!.values[index]!));
      largest = Math.max(largest, Math.abs(value));
    }
  return { difference, largest };
}

/** One example for each input: the photograph, or random pixels, or numbers from -1 to 1 where pixels would be no input. */
export async function exampleFor({ inputs, record }: Network, picture: string | undefined): Promise<Tensor[]> {
  const mode = record.preprocessing?.mode ?? "none";
  const isOfPixels = (shape: Shape): boolean => shape.length === 3 && shape[2] === 3;
  if (picture !== undefined && !isOfPixels(inputs[0]!.shape))
    throw new LinnetError(
      `expected a network of pictures beside ${picture}, its input is ${formatShape(inputs[0]!.shape)}`,
    );
  const uniform = seededRandom(0, "example");
  const examples = inputs.map(async ({ shape }) => {
    const [height, width] = shape as readonly [number, number];
    const random = Float32Array.from({ length: sizeOf(shape) }, () => 2 * uniform() - 1);
    if (!isOfPixels(shape) || (picture === undefined && record.preprocessing === undefined))
      return { shape, values: random };
    const pixels =
      picture === undefined
        ? { width, height, data: Uint8Array.from(random, (value) => 127.5 * (value + 1)) }
        : resize(await decodePicture(await readPicture(picture), { file: picture }), { width, height });
    return { shape, values: preprocessInput(pixels, mode) };
  });
  return (await Promise.all(examples)).map(({ shape, values }) => Tensor.from(values, [1, ...shape]));
}

/** @throws OptionError if there is no such file */
async function readPicture(picture: string): Promise<Uint8Array> {
  return readFile(picture).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError("picture", `${picture}: the file could not be read (${reason})`);
  });
}
