// TensorFlow.js graph models under attack: the JSON changes, its weights stay; read, and traced as a network.

import { Network } from "../../../src/model/network.js";
import { openNetwork } from "../../../src/model/openNetwork.js";
import { readFilesFixture } from "../../support/packedFiles.js";
import type { Format } from "../format.js";

interface Golden {
  readonly ops: readonly {
    readonly op: string;
    readonly modelTopology: object;
    readonly weights: readonly object[];
    readonly bytes: string;
  }[];
}

const { ops } = readFilesFixture("tfjsGraphs") as Golden;
const seeds = new Map(
  ops.map(({ op, modelTopology, weights, bytes }, index) => {
    const file = `${op}-${index}.bin`;
    const model = { format: "graph-model", modelTopology, weightsManifest: [{ paths: [file], weights }] };
    return [file, { json: new TextEncoder().encode(JSON.stringify(model)), weights: Buffer.from(bytes, "base64") }];
  }),
);

export const tfjsGraph: Format = {
  name: "tfjsGraph",
  seeds: async () => [...seeds.values()].map(({ json }) => json),
  open: (bytes, file) =>
    openNetwork(
      { bytes, file, siblings: async (name) => seeds.get(name)?.weights ?? null },
      (ends) => new Network(ends),
    ),
};
