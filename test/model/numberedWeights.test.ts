// Arrays without names, as np.savez(file, *model.get_weights()) writes them: taken by their numbers.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../src/formats/openFile.js";
import { writeZip } from "../../src/formats/zip/writeZip.js";
import { Dense, input } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { createBase } from "../../src/models/createBase.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";

function npy(shape: Shape, values: Float32Array): Uint8Array {
  const tuple = `(${shape.map((length) => `${length},`).join("")})`;
  const described = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = `${described.padEnd(117)}\n`;
  const begin = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
  return Uint8Array.from([...begin, ...new TextEncoder().encode(header), ...new Uint8Array(values.slice().buffer)]);
}

/** With the entries in the order of their names, as text. */
function npz(weights: Iterable<{ readonly shape: Shape; readonly values: Float32Array }>): Uint8Array<ArrayBuffer> {
  const arrays = [...weights].map(({ shape, values }, number) => [`arr_${number}.npy`, npy(shape, values)] as const);
  return new Uint8Array(writeZip(new Map([...arrays].sort(([a], [b]) => (a < b ? -1 : 1))), { level: 0 }));
}

function deep(units: number): Network {
  const begin = input({ shape: [4] });
  let x = begin;
  for (let layer = 0; layer < 6; layer += 1) x = new Dense({ units: layer === 5 ? units : 4 }).apply(x);
  return new Network({ inputs: begin, outputs: x });
}

test("into a network, the tenth behind the ninth", async () => {
  const [from, to] = [deep(3), deep(3)];
  await to.loadWeightsFrom(npz(from.getWeights().values()));
  assert.equal([...to.getWeights().values()], [...from.getWeights().values()]);
});

test("shapes and counts are checked", async () => {
  const bytes = npz(deep(3).getWeights().values());
  const refusal = (network: Network, given: Uint8Array) =>
    network.loadWeightsFrom(given).then(
      () => "loaded",
      (error: Error) => error.message,
    );
  assert.match(await refusal(deep(2), bytes), /expected \[4,2\], got \[4,3\]/);
  const more = [...deep(3).getWeights().values(), { shape: [1], values: new Float32Array(1) }];
  assert.match(await refusal(deep(3), npz(more)), /expected 12 weights, the file has 13/);
  assert.match(await refusal(deep(3), npz(more.slice(0, 11))), /bias" is missing/);
});

test("into a base", async () => {
  const { parameters } = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], includeTop: false });
  const zeros = parameters.map(({ shape }, place) => ({ shape, values: new Float32Array(sizeOf(shape)).fill(place) }));
  const { tensors, byOrder = false } = await openFile(npz(zeros), "weights.npz");
  const weights = { path: "weights.npz", tensors, byOrder };
  const { base } = createBase({ architecture: "mobilenetv2", alpha: 0.35, size: 32, weights });
  assert.ok(base.parameters.every(({ values }, place) => values[0] === place));
});

test.run();
