// What a file of any format holds, as plain data: formats make it of bytes, and `model/` makes networks of it.

import type { OpGraph } from "./opGraphTypes.js";
import type { StoredTensor } from "./safetensors/safetensors.js";

/** A layer by linnet's class and options, and the names of the layers it reads. */
export interface DescribedLayer {
  readonly className: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly config: { readonly [option: string]: unknown };
  readonly inputs: readonly string[];
}

/** Another call of an earlier layer, with the same weights. */
export interface RepeatedCall {
  readonly name: string;
  readonly callOf: string;
  readonly inputs: readonly string[];
}

/** A network without its weights. Its layers are in an order that can be connected. */
export interface DescribedNetwork {
  readonly name: string;
  readonly layers: readonly (DescribedLayer | RepeatedCall)[];
  /** For a network with one input, which is the first layer, and one output. */
  readonly output?: string;
  /** For a network with several inputs or outputs, in order. */
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

/** The names of the outputs of a network, in order. */
export function outputsOf({ outputs, output = "output" }: DescribedNetwork): readonly string[] {
  return outputs ?? [output];
}

/** The names of the inputs of a network, in order. */
export function inputsOf({ inputs, layers }: DescribedNetwork): readonly string[] {
  return inputs ?? layers.slice(0, 1).map(({ name }) => name);
}

/** What a file says of a network beside its weights, not yet checked. */
export interface DescribedUse {
  /** The name of each output, in order. */
  readonly classes?: readonly string[];
  /** How a picture becomes the input: modes and methods by linnet's names; `crop` as `centerCrop` takes it. */
  readonly preprocessing?: { readonly mode: string; readonly resize: string; readonly crop?: number };
}

export interface OpenedFile {
  /** The format, for people: `Keras HDF5`. */
  readonly format: string;
  /** Every tensor by its name; with `network`, by linnet's names of its weights. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** What the format itself lets files say; empty for most. */
  readonly metadata: { readonly [name: string]: string };
  /** The layers whose weights the tensors are. */
  readonly network?: DescribedNetwork;
  /** The ops of another program, with their constants. */
  readonly graph?: OpGraph;
  readonly use?: DescribedUse;
  /** Whether the tensors are weights in the order of the layers, whose names differ from release to release. */
  readonly byOrder?: boolean;
  /** With `byOrder`: the class of each layer, as `conv2d`, if the tensors are in order among those of a class alone. */
  readonly kinds?: ReadonlyMap<string, string>;
}

/** Reads a file that lies beside the opened one, such as a shard of its weights; null if there is none. */
export type Siblings = (name: string) => Promise<Uint8Array | null>;

/** A file in memory, its name in errors, and what lies beside it. */
export interface FileToOpen {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly siblings: Siblings;
  /** Until it resolves, all but the first bytes may be zeros. Default: all are there. */
  readonly whole?: Promise<void>;
  /** What it holds, if it was looked into. */
  readonly contents?: OpenedFile;
}
