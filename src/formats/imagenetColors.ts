// The colors of ImageNet's training pictures, which preprocessing takes off (keras.applications.imagenet_utils).

export type Channels = readonly [red: number, green: number, blue: number];

/** Means of values from 0 to 255. */
export const imagenetMean: Channels = [123.68, 116.779, 103.939];

/** Means and deviations of values from 0 to 1, as PyTorch's programs have them. */
export const torchMean: Channels = [0.485, 0.456, 0.406];
export const torchDeviation: Channels = [0.229, 0.224, 0.225];
