// A model as Keras describes it, whatever the version that wrote it: layers, models inside of models, and the calls of each.

/** What a call of a layer gave: the number of the call, and of the output. */
export class KerasTensor {
  constructor(
    readonly layer: string,
    readonly call: number,
    readonly output: number,
  ) {}
}

/** One call of a layer. Arguments are plain values, in which tensors are `KerasTensor`. */
export interface KerasCall {
  readonly args: readonly unknown[];
  readonly options: { readonly [name: string]: unknown };
}

export interface KerasLayer {
  /** As `model "m": layer "conv1" (Conv2D)`. */
  readonly where: string;
  readonly className: string;
  /** Where Keras has the class, such as `keras.src.ops.numpy`; "" if the file does not say. */
  readonly module: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly config: { readonly [option: string]: unknown };
  readonly calls: readonly KerasCall[];
  /** What it consists of, if it is a model. */
  readonly model: KerasModel | null;
}

export interface KerasModel {
  /** As `model.h5: model "functional_1"`. */
  readonly where: string;
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly KerasTensor[];
  readonly outputs: readonly KerasTensor[];
}

/** All tensors in a value, in order. */
export function tensorsIn(value: unknown): KerasTensor[] {
  if (value instanceof KerasTensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  return [];
}

/** The tensors that a call reads. */
export function tensorsOf({ args, options }: KerasCall): KerasTensor[] {
  return [...tensorsIn(args), ...Object.values(options).flatMap(tensorsIn)];
}

/** Every layer that is no model, of the models inside too, in order. */
export function leavesOf({ layers }: KerasModel): KerasLayer[] {
  return layers.flatMap((layer) => (layer.model === null ? [layer] : leavesOf(layer.model)));
}
