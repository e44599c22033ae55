// What LiteRT computes of the TensorFlow Lite files that linnet writes, and whether ONNX's checker passes its ONNX files.
//
// Proves: TensorFlow Lite | out | every layer and op, imported graphs, float32 and float16, batches of 1, 2 and 5, labels | ai-edge-litert
// Proves: ONNX | out | every layer and op passes the checker | onnx

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeOnnx } from "../../../src/formats/onnx/writeOnnx.js";
import { writeTflite } from "../../../src/formats/tflite/writeTflite.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { Network } from "../../../src/model/network.js";
import { exportGraph } from "../../../src/opGraph/export/exportGraph.js";
import { halfWeights } from "../../../src/opGraph/export/halfWeights.js";
import { onnxDialect } from "../../../src/opGraph/export/onnx/dialect.js";
import { tfliteDialect } from "../../../src/opGraph/export/tflite/dialect.js";
import type { ExportedNetwork } from "../../../src/opGraph/export/tracedNetwork.js";
import { ImportedGraph } from "../../../src/opGraph/importedGraph.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../../support/compare.js";
import { exportCases, exportedArchitectures, networkOfOp, refusedOps } from "../../support/exportCases.js";
import { int8Cases } from "../../support/int8Cases.js";
import { type OpCase, opCases } from "../../support/opCases.js";
import { pythonWith, runCheck } from "../../support/python.js";
import { sharedPath } from "../../support/shared.js";

const test = suite("other programs on linnet's files");
const python = pythonWith(["ai_edge_litert", "onnx"], "whether LiteRT and ONNX's checker take what linnet writes");
const classes = ["cat", "schöner Hund"];

type Feeds = { readonly [input: string]: Tensor };

interface Case {
  readonly network: ExportedNetwork;
  readonly batches: readonly Feeds[];
}

type Found = { readonly [output: string]: { readonly shape: readonly number[]; readonly values: string } };

function textOf(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

function valuesOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}

/** Each network with some batches of random numbers. */
function networkCase(network: ExportedNetwork): Case {
  const feeds = (batch: number): Feeds =>
    Object.fromEntries(
      network.inputEnds.map(({ name, shape }) => [name, randomTensor([batch, ...shape], `${name} ${batch}`)]),
    );
  return { network, batches: [1, 2, 5].map(feeds) };
}

function opCase(one: OpCase): Case {
  const values = one.inputs.flatMap((input) => [...input.values]);
  return {
    network: networkOfOp(one),
    batches: [{ x: Tensor.from(Float32Array.of(...values, ...values), [2, values.length]) }],
  };
}

const files = [
  ...[
    "onnx-models/Linzaer+Ultra-Light/version-RFB-320.onnx",
    "onnx-models/Linzaer+Ultra-Light/version-slim-320_simplified.onnx",
  ],
  ...[
    "tflite/npm-mediapipe/face_detection_short_range.tflite",
    "tflite/AnanyaMourya2006+Unique_App/model_unquant.tflite",
  ],
  "teachable-machine-keras/2nithing+mask_detector_gradio/keras_model.h5",
];

/** Files of other programs, which are written again. What was made for one example is given one. */
async function importedCases(): Promise<Case[]> {
  const folder = sharedPath("interop", "files of other programs, written again");
  if (folder === null) return [];
  const networks = await Promise.all(files.map((file) => Network.load(join(folder, file))));
  return networks.map((network, index) => {
    const { batches } = networkCase(network);
    const isForOne = network.layers.some((layer) => layer instanceof ImportedGraph && layer.isForOne);
    const named = { ...exported(network), name: files[index]! };
    return { network: named, batches: isForOne ? batches.slice(0, 1) : batches.slice(0, 2) };
  });
}

function exported(network: Network): ExportedNetwork {
  const { name, layers, inputEnds, outputEnds } = network;
  return { name, layers, inputEnds, outputEnds, callAll: (xs, context) => network.callAll(xs, context) };
}

/** LiteRT's own: it hands NaN on where linnet, as Keras, passes it over, and the other way round. */
const other: ReadonlySet<string> = new Set([
  ...["edge 11: maximum", "edge 12: minimum", "edge 22: exp", "edge 24: argMax", "edge 25: max", "edge 26: min"],
  ...["edge 29: maxPool2d", "edge 30: maxPool2d, overlapping"],
  // They are compared in steps, in int8InRuntimes.
  ...int8Cases.map(({ name }) => name),
]);

const cases: readonly Case[] = [
  ...[...exportCases, ...exportedArchitectures].map((make) => networkCase(make())),
  ...opCases.filter(({ name }) => !other.has(name)).map(opCase),
  ...(python === null ? [] : await importedCases()),
];

const folder = mkdtempSync(join(tmpdir(), "linnet-runtimes-"));
const given: { [file: string]: readonly { readonly [input: string]: object }[] } = {};
let outputs: { readonly [file: string]: readonly (Found | string)[] | string } = {};

function write(index: number, { network, batches }: Case): void {
  const inputs = batches.map((feeds) =>
    Object.fromEntries(
      Object.entries(feeds).map(([name, { shape, values }]) => [name, { shape, values: textOf(values) }]),
    ),
  );
  const add = (file: string, bytes: Uint8Array): void => {
    writeFileSync(join(folder, file), bytes);
    given[file] = inputs;
  };
  const graph = exportGraph(network, tfliteDialect);
  add(`${index}.onnx`, writeOnnx(exportGraph(network, onnxDialect)));
  add(`${index}.tflite`, writeTflite(graph, { classes }));
  add(`${index}-half.tflite`, writeTflite(halfWeights(graph)));
}

test.before(() => {
  if (python === null) return;
  cases.forEach((one, index) => {
    try {
      write(index, one);
    } catch (error) {
      assert.match(`${error}`, refusedOps);
    }
  });
  writeFileSync(join(folder, "given.json"), JSON.stringify(given));
  runCheck(python, "inRuntimes.py", folder);
  outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8"));
});

test.after(() => rmSync(folder, { recursive: true }));

cases.forEach((one, index) => {
  const { name } = one.network;
  test(name, () => {
    if (given[`${index}.onnx`] === undefined) return;
    assert.equal(outputs[`${index}.onnx`], []);
    const found = outputs[`${index}.tflite`];
    compare(one, found, 1e-4);
    if (one.network.outputEnds[0]!.shape.at(-1) === classes.length) assert.is(found!.at(-1), `${classes.join("\n")}\n`);
    compare(one, outputs[`${index}-half.tflite`], 2e-2);
  });
});

function compare({ network, batches }: Case, found: (typeof outputs)[string] | undefined, tolerance: number): void {
  assert.ok(Array.isArray(found), `LiteRT: ${found}`);
  batches.forEach((feeds, index) => {
    const expected = network.callAll(Object.values(feeds), inferenceContext);
    network.outputEnds.forEach(({ name }, output) => {
      const { shape, values } = (found[index] as Found)[name]!;
      assert.equal(shape, expected[output]!.shape);
      assertClose(valuesOf(values), expected[output]!.values, tolerance, `${name}, batch ${index}`);
    });
  });
}

if (python !== null) test.run();
