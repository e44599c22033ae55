// What linnet uses of jsfive, which has no types of its own.

declare module "jsfive" {
  /** `<f4`, `>i8`, `S12`, or the name of a kind with what it consists of. */
  type Hdf5Type = string | readonly [kind: string, ...rest: readonly unknown[]];

  interface DataObjects {
    readonly offset: number;
    readonly fh: ArrayBuffer;
    find_msg_type(type: number): readonly ReadonlyMap<string, number>[];
    _get_data_message_properties(
      offset: number,
    ): readonly [version: number, dimensions: number, layout: number, properties: number];
    readonly chunks: readonly number[] | null;
  }

  class Group {
    readonly name: string;
    readonly attrs: { readonly [name: string]: unknown };
    readonly keys: readonly string[];
    readonly _dataobjects: DataObjects;
    get(name: string): Group | Dataset | null;
  }

  class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }

  class Dataset {
    readonly name: string;
    readonly attrs: { readonly [name: string]: unknown };
    readonly shape: readonly number[];
    readonly dtype: Hdf5Type;
    readonly value: readonly unknown[];
    readonly _dataobjects: DataObjects;
  }

  type Filter = (bytes: ArrayBuffer, itemSize: number) => ArrayBuffer;
  const Filters: Map<number, Filter>;
}
