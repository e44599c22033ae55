// Pictures for training: decoding, resizing, augmenting, labeled folders, splits, batches.

export type { FillMode } from "./augment/fillMode.js";
export { fillModes } from "./augment/fillMode.js";

export type { ImageDataGeneratorOptions } from "./augment/generatorOptions.js";
export type { TransformParameters } from "./augment/parameters.js";

export { noTransform } from "./augment/parameters.js";
export { centerCrop, crop } from "./crop.js";
export { decodePicture } from "./decode.js";
export { DecodeError } from "./decodeError.js";
export type { DecodeOptions } from "./decodeOptions.js";
export {
  type AuditOptions,
  auditPictures,
  type HealthReport,
} from "./health/audit.js";
export { groupPairs } from "./health/groups.js";
export {
  fingerprintOf,
  similarPairs,
} from "./health/nearDuplicates.js";
export { hashDistance, perceptualHash } from "./health/perceptualHash.js";
export { type GeneratorFitOptions, ImageDataGenerator } from "./imageDataGenerator.js";
export { readImageFolder } from "./imageFolder.js";
export { type LabeledPictures, labeledPictures, type PicturesByLabel } from "./labeledPictures.js";
export { LabelBinarizer, toCategorical } from "./labels.js";
export type { ImageBatch } from "./loader/batch.js";
export {
  type BatchesOptions,
  type ImageLoader,
  imageBatches,
  openImageLoader,
} from "./loader/imageLoader.js";
export type { ImageLoaderOptions } from "./loader/loaderOptions.js";
export { createPicture, type Picture, type PictureSize } from "./picture.js";
export { readPictureHeader } from "./pictureHeader.js";
export type { PictureInput, PictureSource } from "./pictureSource.js";
export { preprocessInput } from "./preprocess.js";
export type { PreprocessMode } from "./preprocessModes.js";
export { resize } from "./resize.js";
export type { Interpolation, ResizeMethod } from "./resizeMethods.js";
export { type Split, type SplitOptions, trainTestSplit } from "./split.js";
