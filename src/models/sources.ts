// The programs whose networks linnet equals: where they differ from one another, so that the logits of each are met.

import type { PreprocessMode } from "../data/preprocessModes.js";

/**
 * Whose variant of a network: Keras's, torchvision's, timm's, or that of timm's models whose names begin with `tf_`, whose
 * weights came from TensorFlow.
 */
export type Source = "keras" | "torchvision" | "timm" | "timm-tf";

/** What a program has decided for one network. */
export interface Variant {
  /** How pixels from 0 to 255 are preprocessed; `none` if the network rescales them itself. */
  readonly preprocessing: PreprocessMode;
  /**
   * Zeros before stride 2: TensorFlow's `same` puts the odd one to the end; `symmetric` puts as many before as after, of
   * which the last may be read by no window.
   */
  readonly padding: "same" | "symmetric";
  /** Of the batch norms. */
  readonly epsilon: number;
  /** Of the batch norms: Keras's, which is 1 less PyTorch's. */
  readonly momentum: number;
}

/** The variants of a network, the default first. */
export type Variants = { readonly [Of in Source]?: Variant };

/** What PyTorch's batch norm and most of its networks take: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d. */
export const torchVariant: Variant = { preprocessing: "torch", padding: "symmetric", epsilon: 1e-5, momentum: 0.9 };

/** Of timm's models whose names begin with `tf_`. */
export const tensorflowVariant: Variant = {
  preprocessing: "minusOneToOne",
  padding: "same",
  epsilon: 1e-3,
  momentum: 0.9,
};

export function kerasVariant(preprocessing: PreprocessMode, momentum: number): Variant {
  return { preprocessing, padding: "same", epsilon: 1e-3, momentum };
}
