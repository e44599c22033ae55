// What a layer's class takes: its constructor's options, which `Layer` checks.

import type { OptionKind } from "../tensor/checkArgument.js";
import type { OptionKinds } from "../tensor/checkOptions.js";
import type { RegularizerOption } from "./regularizers.js";

/** What every layer takes. */
export interface LayerOptions {
  /** The key of its weights. Default: the class's name and a number, such as `dense_1`. */
  readonly name?: string;
  /** Whether `fit` changes it. The first `fit` after `compile` reads it, as in Keras: later changes wait for the next `compile`. Default: true. */
  readonly trainable?: boolean;
  /** What its outputs add to the loss, divided by the number of examples. Default: null. */
  readonly activityRegularizer?: RegularizerOption;
}

/** Options by name, as `config` gives them and files hold them. */
export type LayerConfig = { readonly [argument: string]: unknown };

export interface LayerSignature {
  /** For errors: classes lose their names in bundles. */
  readonly className: string;
  readonly options: { readonly [name: string]: OptionKind | readonly OptionKind[] };
  /** How many inputs it is applied to; null if several. */
  readonly inputs: number | null;
}

/** Kinds for every option of a class; those of all layers come of themselves. It has one input, if nothing else is said. */
export function signatureOf<Options extends LayerOptions>(
  className: string,
  kinds: OptionKinds<Omit<Options, keyof LayerOptions>>,
  inputs: number | null = 1,
): LayerSignature {
  const ofAll = { name: "string", trainable: "boolean", activityRegularizer: regularizerKind } as const;
  return { className, options: { ...kinds, ...ofAll }, inputs };
}

/** What weights take, in every layer. */
export const initializerKind = ["string", "object", "function"] as const;
export const regularizerKind = ["string", "object", "function", "null"] as const;
export const constraintKind = regularizerKind;
export const activationKind = ["string", "null"] as const;
export const pairKind = ["number", "list"] as const;
