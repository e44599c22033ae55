// HDF5 files under attack: read in a thread, which is ended when it takes too long.

import { readHdf5 } from "../../../src/formats/hdf5/readHdf5.js";
import { packedFiles } from "../../support/packedFiles.js";
import type { Format } from "../format.js";

export const hdf5: Format = {
  name: "hdf5",
  seeds: async () => {
    const { earliest, latest, chunks, tracked } = packedFiles("hdf5");
    return [earliest!, latest!, chunks!, tracked!];
  },
  open: (bytes, file) => readHdf5(bytes, file),
};
