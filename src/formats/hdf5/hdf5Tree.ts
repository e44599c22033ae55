// What an HDF5 file holds, as plain data, which can be sent between threads.

import type { Shape } from "../../tensor/shape.js";

export type Hdf5Attribute = string | number | readonly (string | number)[];

export interface Hdf5Group {
  readonly kind: "group";
  readonly attributes: ReadonlyMap<string, Hdf5Attribute>;
  readonly items: ReadonlyMap<string, Hdf5Group | Hdf5Dataset>;
}

export interface Hdf5Dataset {
  readonly kind: "dataset";
  readonly attributes: ReadonlyMap<string, Hdf5Attribute>;
  readonly shape: Shape;
  /** Floats of 2 and 4 bytes as `Float32Array`; integers, bools and floats of 8 bytes as `Float64Array`. */
  readonly values: Float32Array | Float64Array | readonly string[];
  /** How many bytes the file takes for each number. Default: 4. */
  readonly bytesEach?: number;
}
