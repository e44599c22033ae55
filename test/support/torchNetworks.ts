// Networks of torchvision and timm with weights that a formula gives (test/oracles/torch/torchArchitectures.py), and linnet's.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { preprocessValues } from "../../src/data/preprocess.js";
import type { Weights } from "../../src/model/network.js";
import { variantOf } from "../../src/models/architecture.js";
import { type ArchitectureName, findArchitecture } from "../../src/models/architectures.js";
import { matchWeights } from "../../src/models/elsewhere/matchWeights.js";
import type { MatchedNetwork } from "../../src/models/elsewhere/pairs.js";
import { weightsFor } from "../../src/models/elsewhere/weightsFor.js";
import type { Source } from "../../src/models/sources.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "./compare.js";
import { hashedNumbers } from "./hashedNumbers.js";

export interface TorchNetwork {
  readonly architecture: ArchitectureName;
  readonly source: Source;
  readonly alpha: number;
  /** With moving statistics. */
  readonly parameters: number;
  /** Of all names and shapes. */
  readonly digest: string;
  readonly cases: readonly { readonly size: readonly [number, number]; readonly logits: readonly number[] }[];
}

interface Golden {
  readonly classes: number;
  readonly networks: readonly TorchNetwork[];
}

const file = new URL("../golden/architectures/torch.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
export const torchNetworks = golden.networks;

/** The greatest error beside the largest logit: PyTorch adds in another order. */
const TOLERANCE = 1e-4;

/** Where PyTorch's own float32 is 3.3e-4 away from its float64. */
const looser = { architecture: "mobilenetv3-large", source: "torchvision", alpha: 1, side: 224, tolerance: 5e-4 };

function toleranceOf({ architecture, source, alpha }: TorchNetwork, side: number): number {
  const isLooser = architecture === looser.architecture && source === looser.source && alpha === looser.alpha;
  return isLooser && side === looser.side ? looser.tolerance : TOLERANCE;
}

/** Linnet's network of these. */
function builtFor(of: TorchNetwork, size: readonly [number, number]): MatchedNetwork {
  const { architecture, source, alpha } = of;
  const options = { source, alpha, inputShape: [...size, 3], classes: golden.classes } as const;
  const built = findArchitecture(architecture).create({ ...options, classifierActivation: null });
  return { ...built, architecture, source };
}

/** The program's weights, from the names and shapes that linnet knows: the digest says whether it knows them. */
function hashedTorchWeights(built: MatchedNetwork): Weights {
  const empty = weightsFor(built);
  return new Map([...empty].map(([name, { shape }]) => [name, { shape, values: hashedTorchWeight(name, shape) }]));
}

function hashedTorchWeight(name: string, shape: Shape): Float32Array {
  const limit = Math.sqrt(6 / sizeOf(shape.slice(1)));
  const isScale = /\.(weight|running_var)$/.test(name);
  const [scale, shift] = shape.length > 1 ? [2 * limit, -limit] : isScale ? [0.5, 0.75] : [0.4, -0.2];
  return new Float32Array(hashedNumbers(sizeOf(shape), name).map((number) => scale! * number + shift!));
}

function digestOf(weights: Weights): string {
  const lines = [...weights].map(([name, { shape }]) => `${name} ${shape.join()}`);
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

/** Asks that linnet's network has the program's names, number of weights, and logits for a picture of this size. */
export async function assertTorchLogits(of: TorchNetwork, place: number): Promise<void> {
  const { size, logits } = of.cases[place]!;
  const built = builtFor(of, size);
  const weights = hashedTorchWeights(built);
  assert.is(digestOf(weights), of.digest, "names and shapes");
  assert.is(
    [...weights.values()].reduce((sum, { values }) => sum + values.length, 0),
    of.parameters,
    "parameters",
  );
  built.network.loadWeights(matchWeights(built, { path: "given", tensors: weights }));
  built.network.useBackend(await wasmBackend({ threads: 1 }));
  const pixels = Float32Array.from(hashedNumbers(sizeOf([...size, 3]), "pictures"), (number) => 255 * number);
  preprocessValues(pixels, variantOf(findArchitecture(of.architecture), of.source).preprocessing);
  const found = await built.network.predict(Tensor.from(pixels, [1, ...size, 3]));
  assertClose(found.values, logits, toleranceOf(of, size[0]), "logits");
  await built.network.close();
}
