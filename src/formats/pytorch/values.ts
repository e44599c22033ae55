// What a pickle of PyTorch may hold: plain data, and tensors by their storages.

/** A function or class by its name, as `torch._utils._rebuild_tensor_v2`. */
export class GlobalName {
  constructor(readonly name: string) {}
}

/** An object of a class that is not known: it is never made, only named. */
export class ForeignObject {
  constructor(readonly className: string) {}
}

/** Numbers in the file that tensors are views of. */
export class StorageReference {
  constructor(
    readonly key: string,
    /** As `FloatStorage`. */
    readonly className: string,
    /** How many the pickle says that there are: of the class, or bytes for untyped ones. */
    readonly length: number,
    /** Of a part of another storage, in older files: where it begins. */
    readonly start = 0,
  ) {}
}

/** A tensor as its storage, where it begins in it, and its shape and strides, in numbers. */
export class TensorReference {
  constructor(
    readonly storage: StorageReference,
    readonly start: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    /** As `torch.uint16`, for untyped storages. */
    readonly type: string | null = null,
  ) {}
}

export type PickledDict = Map<PickledValue, PickledValue>;

/** Lists and tuples are arrays, and sets too. */
export type PickledValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickledValue[]
  | PickledDict
  | GlobalName
  | ForeignObject
  | StorageReference
  | TensorReference;
