// How pictures become the input, from the numbers that a TensorFlow Lite file has of it, by linnet's names.

import type { TensorKind } from "./constant.js";

/** What a pixel of 0 becomes in each channel, and one of 255. */
interface Ends {
  readonly ofBlack: readonly number[];
  readonly ofWhite: readonly number[];
}

/** `imagenetMean` and `torch` take off ImageNet's mean colors. */
const modes: { readonly [mode: string]: Ends } = {
  minusOneToOne: { ofBlack: [-1, -1, -1], ofWhite: [1, 1, 1] },
  none: { ofBlack: [0, 0, 0], ofWhite: [255, 255, 255] },
  imagenetMean: { ofBlack: [-123.68, -116.779, -103.939], ofWhite: [131.32, 138.221, 151.061] },
  torch: { ofBlack: [-2.1179, -2.0357, -1.8044], ofWhite: [2.2489, 2.4286, 2.64] },
};

/** What is taken off a pixel, and by what the rest is divided, for all channels or each of them. */
interface Normalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const minusOneToOne: Normalization = { mean: [127.5], std: [127.5] };

/** There is none for `caffe`, which also changes the order of the channels. */
const normalizations: { readonly [mode: string]: Normalization } = {
  ...{ minusOneToOne, tf: minusOneToOne, mobilenetV2: minusOneToOne, none: { mean: [0], std: [1] } },
  imagenetMean: { mean: [123.68, 116.779, 103.939], std: [1, 1, 1] },
  torch: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
};

/** The numbers of one of linnet's ways; null if they cannot say it. */
export function normalizationOf(mode: string): Normalization | null {
  return normalizations[mode] ?? null;
}

/** Of `(x - mean) / std`, where one number serves all channels; null if it is none of linnet's ways. */
export function normalizationMode(mean: readonly number[], std: readonly number[]): string | null {
  if (mean.length === 0 || std.length === 0) return null;
  const at = (pixel: number): number[] =>
    [0, 1, 2].map((channel) => (pixel - (mean[channel] ?? mean[0]!)) / (std[channel] ?? std[0]!));
  const [ofBlack, ofWhite] = [at(0), at(255)];
  return nearestMode({ ofBlack, ofWhite }, 2e-3 * Math.abs(ofWhite[0]! - ofBlack[0]!));
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
  const found = Object.entries(modes).find(
    ([, ends]) => isNear(ofBlack, ends.ofBlack) && isNear(ofWhite, ends.ofWhite),
  );
  return found?.[0] ?? null;
}
