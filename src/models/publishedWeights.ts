// Where ImageNet weights are published: the one table of addresses and digests. From keras/src/applications of Keras 3.15.1,
// torchvision/models of torchvision 0.29.2, and the models of timm 1.0.31 on Hugging Face.

import { weightsPrefix } from "./architecture.js";
import type { Source } from "./sources.js";

/**
 * How a file is known again. `seen`: of a file that was downloaded for this table. `published`: its publisher says so, and
 * nobody has seen the file for this table. `unknown`: its publisher says nothing, and nobody has seen it.
 */
export type PublishedDigest =
  | { readonly kind: "seen" | "published"; readonly algorithm: "MD5" | "SHA-256"; readonly start: string }
  | { readonly kind: "unknown" };

/** A network with ImageNet weights. */
export interface PublishedShape {
  readonly architecture: string;
  readonly alpha: number;
  readonly size: number;
}

/** A file of weights of one network. */
export interface PublishedWeights extends PublishedShape {
  /** Whether its classifier of 1000 classes is in it. */
  readonly includeTop: boolean;
  /** Whose weights they are. */
  readonly source: Source;
  readonly address: string;
  /** What it is called where somebody keeps it: in the cache folder, or on a mirror. */
  readonly fileName: string;
  readonly digest: PublishedDigest;
}

const KERAS = "https://storage.googleapis.com/tensorflow/keras-applications";
const TORCHVISION = "https://download.pytorch.org/models";
const TIMM = "https://huggingface.co/timm";

const unknown: PublishedDigest = { kind: "unknown" };

const published = (algorithm: "MD5" | "SHA-256", start: string): PublishedDigest => {
  return { kind: "published", algorithm, start };
};

/** Keras publishes each network twice, with its classifier and without. */
interface KerasFiles extends PublishedShape {
  readonly folder: string;
  fileName(includeTop: boolean): string;
  /** Of the file with the classifier, and of the other. */
  readonly md5?: readonly [whole: string, base: string];
}

/** Without the classifier first, which half the work needs and is smaller. */
function ofKeras({ folder, fileName, md5, ...shape }: KerasFiles): PublishedWeights[] {
  return [false, true].map((includeTop) => ({
    ...shape,
    includeTop,
    source: "keras",
    address: `${folder}/${fileName(includeTop)}`,
    fileName: fileName(includeTop),
    digest: md5 === undefined ? unknown : published("MD5", md5[includeTop ? 0 : 1]),
  }));
}

function mobileNetV1(alpha: number, size: number): PublishedWeights[] {
  // The names have 7_5 for a width of 0.75.
  const width = (10 * alpha).toFixed(1).replace(".", "_").replace("10_0", "1_0");
  return ofKeras({
    ...{ architecture: "mobilenetv1", alpha, size },
    folder: `${KERAS}/mobilenet`,
    fileName: (includeTop) => `mobilenet_${width}_${size}_tf${includeTop ? "" : "_no_top"}.h5`,
  });
}

function mobileNetV2(alpha: number, size: number): PublishedWeights[] {
  const width = Number.isInteger(alpha) ? alpha.toFixed(1) : alpha;
  const start = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${width}_${size}`;
  return ofKeras({
    ...{ architecture: "mobilenetv2", alpha, size },
    folder: `${KERAS}/mobilenet_v2`,
    fileName: (includeTop) => `${start}${includeTop ? "" : "_no_top"}.h5`,
  });
}

function mobileNetV3(kind: "small" | "large", alpha: number, md5: readonly [string, string]): PublishedWeights[] {
  const start = `weights_mobilenet_v3_${kind}_224_${Number.isInteger(alpha) ? alpha.toFixed(1) : alpha}_float`;
  return ofKeras({
    ...{ architecture: `mobilenetv3-${kind}`, alpha, size: 224, md5 },
    folder: `${KERAS}/mobilenet_v3`,
    fileName: (includeTop) => `${start}${includeTop ? "" : "_no_top_v2"}.h5`,
  });
}

/** The digits in a file's name are the first of its SHA-256. */
function shuffleNetV2(alpha: number, fileName: string): PublishedWeights {
  const [, digits] = /-([0-9a-f]+)\.pth$/.exec(fileName)!;
  return {
    ...{ architecture: "shufflenetv2", alpha, size: 224, includeTop: true, source: "torchvision", fileName },
    address: `${TORCHVISION}/${fileName}`,
    digest: published("SHA-256", digits!),
  };
}

const across = <T>(values: readonly T[], make: (value: T) => PublishedWeights[]): PublishedWeights[] =>
  values.flatMap(make);

export const publishedWeights: readonly PublishedWeights[] = [
  ...across([0.25, 0.5, 0.75, 1], (alpha) => across([128, 160, 192, 224], (size) => mobileNetV1(alpha, size))),
  ...across([0.35, 0.5, 0.75, 1], (alpha) => across([96, 128, 160, 192, 224], (size) => mobileNetV2(alpha, size))),
  ...across([1.3, 1.4], (alpha) => mobileNetV2(alpha, 224)),
  ...mobileNetV3("small", 0.75, ["cb65d4e5be93758266aa0a7f2c6708b7", "ebdb5cc8e0b497cd13a7c275d475c819"]),
  ...mobileNetV3("small", 1, ["8768d4c2e7dee89b9d02b2d03d65d862", "d3e8ec802a04aa4fc771ee12a9a9b836"]),
  ...mobileNetV3("large", 0.75, ["765b44a33ad4005b3ac83185abf1d0eb", "40af19a13ebea4e2ee0c676887f69a2e"]),
  ...mobileNetV3("large", 1, ["59e551e166be033d707958cf9e29a6a7", "07fb09a5933dd0c8eaafa16978110389"]),
  ...ofKeras({
    ...{ architecture: "efficientnet-b0", alpha: 1, size: 224 },
    folder: "https://storage.googleapis.com/keras-applications",
    fileName: (includeTop) => `efficientnetb0${includeTop ? "" : "_notop"}.h5`,
    md5: ["902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"],
  }),
  shuffleNetV2(0.5, "shufflenetv2_x0.5-f707e7126e.pth"),
  shuffleNetV2(1, "shufflenetv2_x1-5666bf0f80.pth"),
  shuffleNetV2(1.5, "shufflenetv2_x1_5-3c479a10.pth"),
  shuffleNetV2(2, "shufflenetv2_x2_0-8be3c8ee.pth"),
  {
    ...{ architecture: "efficientnet-lite0", alpha: 1, size: 224, includeTop: true, source: "timm-tf" },
    address: `${TIMM}/tf_efficientnet_lite0.in1k/resolve/main/model.safetensors`,
    fileName: "tf_efficientnet_lite0.in1k.safetensors",
    digest: unknown,
  },
];

/** The files of this network: without the classifier first, if there is one. */
export function publishedFor({ architecture, alpha, size }: PublishedShape): readonly PublishedWeights[] {
  return publishedWeights.filter(
    (file) => file.architecture === architecture && file.alpha === alpha && file.size === size,
  );
}

/** What the weights are called in the cache folder, once they have linnet's names. */
export function cachedName({ architecture, alpha, size }: PublishedShape, includeTop: boolean): string {
  return `${weightsPrefix(architecture, alpha, size)}-imagenet${includeTop ? "-top" : ""}.safetensors`;
}
