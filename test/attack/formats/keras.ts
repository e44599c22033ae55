// Keras's files and TensorFlow.js's under attack: models of layers, whose weights are loaded too.

import { Network } from "../../../src/model/network.js";
import { openNetwork } from "../../../src/model/openNetwork.js";
import { withZipChecksums } from "../../formats/zip/withZipChecksums.js";
import { kerasCases } from "../../support/kerasCases.js";
import type { Format } from "../format.js";

const NAMES = ["batchNorm", "twice", "operations", "sequential"];

function kerasFormat(name: string, suffix: string, repair: Pick<Format, "repair"> = {}): Format {
  return {
    name,
    ...repair,
    seeds: async () =>
      kerasCases("kerasModels")
        .filter((one) => one.suffix === suffix && NAMES.some((word) => one.name.endsWith(word)))
        .map(({ bytes }) => bytes),
    open: (bytes, file) => Network.load(new File([Uint8Array.from(bytes)], file)),
  };
}

/** model.json is mutated, and its shards stay. */
const tfjs: Format = {
  name: "tfjs layers",
  seeds: async () => [kerasCases("tfjsLayers")[0]!.bytes],
  open: async (bytes, file) => {
    const { beside } = kerasCases("tfjsLayers")[0]!;
    const siblings = async (name: string): Promise<Uint8Array | null> => beside[name] ?? null;
    await openNetwork({ bytes, file, siblings }, (ends) => new Network(ends));
  },
};

export const keras: readonly Format[] = [
  tfjs,
  kerasFormat("keras h5", ".h5"),
  kerasFormat("keras zip", ".keras", { repair: withZipChecksums }),
];
