// TensorFlow Lite files under attack: read, and traced as networks.

import { Network } from "../../../src/model/network.js";
import { readFilesFixture, unpack } from "../../support/packedFiles.js";
import type { Format } from "../format.js";

interface Golden {
  readonly [kind: string]: readonly { readonly file: string }[];
}

const { ops, quantized } = readFilesFixture("tfliteOps") as Golden;
const { cases } = readFilesFixture("tfliteInt8") as Golden;

export const tflite: Format = {
  name: "tflite",
  seeds: async () => [...ops!, ...quantized!, cases!.at(-1)!].map(({ file }) => unpack(file)),
  open: (bytes, file) => Network.load(new File([Uint8Array.from(bytes)], file)),
};
