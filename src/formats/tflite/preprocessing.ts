// How pictures become the input, from the numbers that a TensorFlow Lite file has of it, by linnet's names.

import { imagenetMean, torchDeviation, torchMean } from "../imagenetColors.js";
import type { TensorKind } from "./constant.js";

/** What a pixel of 0 becomes in each channel, and one of 255. */
interface Ends {
  readonly ofBlack: readonly number[];
  readonly ofWhite: readonly number[];
}

/** What is taken off a pixel, and by what the rest is divided, for all channels or each of them. */
interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const minusOneToOne: Normalization = { mean: [127.5], std: [127.5] };

/** There is none for `caffe`, which also changes the order of the channels. */
const normalizations: { readonly [mode: string]: Normalization } = {
  ...{ minusOneToOne, tf: minusOneToOne, mobilenetV2: minusOneToOne, none: { mean: [0], std: [1] } },
  imagenetMean: { mean: imagenetMean, std: [1, 1, 1] },
  torch: { mean: torchMean.map((mean) => 255 * mean), std: torchDeviation.map((deviation) => 255 * deviation) },
};

/** The numbers of one of linnet's ways; null if they cannot say it. */
export function normalizationOf(mode: string): Normalization | null {
  return normalizations[mode] ?? null;
}

/** Of `(x - mean) / std`, where one number serves all channels; null if it is none of linnet's ways. */
export function normalizationMode(mean: readonly number[], std: readonly number[]): string | null {
  if (mean.length === 0 || std.length === 0) return null;
  const ends = endsOf({ mean, std });
  return nearestMode(ends, 2e-3 * Math.abs(ends.ofWhite[0]! - ends.ofBlack[0]!));
}

function endsOf({ mean, std }: Normalization): Ends {
  const at = (pixel: number): number[] =>
    [0, 1, 2].map((channel) => (pixel - (mean[channel] ?? mean[0]!)) / (std[channel] ?? std[0]!));
  return { ofBlack: at(0), ofWhite: at(255) };
}

/** Of an input of bytes, which programs feed pixels as they are: to a step of it. */
export function quantizedMode({ type, scale, zeroPoint }: TensorKind): string | null {
  if (!/^U?INT8$/.test(type) || scale.length !== 1) return null;
  const first = (type === "UINT8" ? 0 : -128) - (zeroPoint[0] ?? 0);
  const at = (pixel: number): number[] => [0, 1, 2].map(() => scale[0]! * (first + pixel));
  return nearestMode({ ofBlack: at(0), ofWhite: at(255) }, scale[0]!);
}

function nearestMode({ ofBlack, ofWhite }: Ends, tolerance: number): string | null {
  const isNear = (values: readonly number[], others: readonly number[]): boolean =>
    values.every((value, channel) => Math.abs(value - others[channel]!) <= 1.001 * tolerance);
  const found = Object.entries(normalizations).find(([, normalization]) => {
    const ends = endsOf(normalization);
    return isNear(ofBlack, ends.ofBlack) && isNear(ofWhite, ends.ofWhite);
  });
  return found?.[0] ?? null;
}
