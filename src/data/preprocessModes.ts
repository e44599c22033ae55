// The ways to preprocess pictures by their names, for files, commands and `preprocessInput`.

/**
 * By Keras's names (`keras.applications.imagenet_utils.preprocess_input`):
 * - `tf`: `x / 127.5 - 1`, as MobileNet and MobileNetV2 want it;
 * - `caffe`: channels reversed to BGR, then minus the mean blue, green and red of ImageNet, as ResNet and VGG want it;
 * - `torch`: `x / 255` minus the mean, divided by the deviation of ImageNet, as DenseNet wants it.
 *
 * By ours:
 * - `minusOneToOne`: as `tf`;
 * - `imagenetMean`: as `caffe`, channels staying RGB;
 * - `none`: 0 to 255 as they are;
 * - `mobilenetV2`: the former name of `minusOneToOne`, which stands in older model files.
 */
export type PreprocessMode = "tf" | "caffe" | "torch" | "minusOneToOne" | "imagenetMean" | "none" | "mobilenetV2";

const modes: { readonly [Mode in PreprocessMode]: true } = {
  tf: true,
  caffe: true,
  torch: true,
  minusOneToOne: true,
  imagenetMean: true,
  none: true,
  mobilenetV2: true,
};

/** The modes by name, for a command's options and for messages. */
export const preprocessModes = Object.keys(modes) as readonly PreprocessMode[];
