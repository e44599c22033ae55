// What LiteRT and ONNX Runtime compute of quantized networks that linnet writes.
//
// Proves: TensorFlow Lite | out | int8: convolutions, sums, pools, dense layers, ranges; a step of the output on 0.99 of values | ai-edge-litert
// Proves: TensorFlow Lite | out | int8: published models, written again, with integers at their ends as they had; networks that linnet quantized | ai-edge-litert
// Proves: ONNX | out | int8, as pairs of QuantizeLinear and DequantizeLinear: the same | onnx, onnxruntime-node

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeOnnx } from "../../../src/formats/onnx/writeOnnx.js";
import type { GraphInput } from "../../../src/formats/opGraphTypes.js";
import { writeTflite } from "../../../src/formats/tflite/writeTflite.js";
import { inferenceContext } from "../../../src/layers/layer.js";
import { Network } from "../../../src/model/network.js";
import { exportGraph } from "../../../src/opGraph/export/exportGraph.js";
import { onnxDialect } from "../../../src/opGraph/export/onnx/dialect.js";
import { tfliteDialect } from "../../../src/opGraph/export/tflite/dialect.js";
import type { ExportedNetwork } from "../../../src/opGraph/export/tracedNetwork.js";
import { ImportedGraph } from "../../../src/opGraph/importedGraph.js";
import { quantizeNetwork } from "../../../src/quantize/quantizeNetwork.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";
import { exportCases, exportedArchitectures, networkOfOp } from "../../support/exportCases.js";
import { INT8_STEP, int8Cases } from "../../support/int8Cases.js";
import { int8Networks, shareWithinStep } from "../../support/int8Networks.js";
import { onnxRuntime } from "../../support/onnxRuntime.js";
import { opCases } from "../../support/opCases.js";
import { pythonWith, runCheck } from "../../support/python.js";
import { sharedPath } from "../../support/shared.js";

const test = suite("quantized networks in other programs");
const python = pythonWith(["ai_edge_litert", "onnx"], "what LiteRT makes of quantized networks");
const openOnnx = onnxRuntime("quantized networks in ONNX Runtime");

interface Case {
  readonly network: ExportedNetwork;
  /** Of the output. */
  readonly step: number;
  /** The file that it was read from. */
  readonly original?: string;
}

/** LiteRT refuses the axis of its biases' scales. */
const UNREADABLE = "interop/tflite/tensorflow+tflite-micro/person_detect.tflite";

/**
 * Of ../shared. A step somewhere inside can become some of 256 of the output, where classes are near each other: programs and
 * linnet round otherwise where a sum lies in the middle. LiteRT itself has to compute the same of both files.
 */
async function publishedCases(): Promise<Case[]> {
  const files = [
    ...["interop/tflite/bangseongmin+MaskDetection/model.tflite", "weights/tf2_mobilenet_v2_1.0_224_ptq.tflite"],
    "weights/mobilenet_v2_1.0_224_quant.tflite",
    UNREADABLE,
  ];
  const found = files.flatMap((file) => sharedPath(file, `${file}, written again`) ?? []);
  return Promise.all(
    found.map(async (path) => ({
      network: await Network.load(path),
      step: 10 / 256,
      ...(!path.endsWith(UNREADABLE) && { original: path }),
    })),
  );
}

/** MobileNetV2, V3 and small networks, quantized. */
async function quantizedCases(): Promise<Case[]> {
  const made: Case[] = [];
  for (const make of [...exportedArchitectures.slice(1, 3), ...exportCases]) {
    const network = make();
    const examples = network.inputEnds.map(({ shape, name }) => randomTensor([4, ...shape], name));
    try {
      const quantized = await quantizeNetwork(network, examples);
      const y = quantized.callAll(examples, inferenceContext)[0]!.values;
      const span = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      made.push({ network: quantized, step: span / 128 });
    } catch (error) {
      assert.match(String(error), /expected convolutions or dense layers/);
    }
  }
  return made;
}

const names = new Set(int8Cases.map(({ name }) => name));
const cases: readonly Case[] = [
  ...int8Networks.map((make) => make()),
  ...(await publishedCases()),
  ...(await quantizedCases()),
  ...opCases.filter(({ name }) => names.has(name)).map((one) => ({ network: networkOfOp(one), step: INT8_STEP })),
];

/** What was made for one example is given one. */
function batchesOf({ layers }: ExportedNetwork): readonly number[] {
  return layers.some((layer) => layer instanceof ImportedGraph && layer.isForOne) ? [1] : [1, 3];
}

function given(index: number, batch: number): { readonly [input: string]: Tensor } {
  const ends = cases[index]!.network.inputEnds.map(({ name, shape }): [string, Tensor] => [
    name,
    randomTensor([batch, ...shape], `${name} ${batch}`, (value) => value / 2),
  ]);
  return Object.fromEntries(ends);
}

function checkSteps(index: number, batch: number, found: Tensor): void {
  const { network, step } = cases[index]!;
  const expected = network.callAll(Object.values(given(index, batch)), inferenceContext)[0]!;
  assert.equal(found.shape, expected.shape);
  const share = shareWithinStep(found.values, expected.values, step);
  assert.ok(share >= 0.99, `${share} of the values of batch ${batch} are within a step`);
}

function numbersOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}

const folder = mkdtempSync(join(tmpdir(), "linnet-int8-"));
type Found = { readonly [output: string]: { readonly shape: readonly number[]; readonly values: string } };
let outputs: { readonly [file: string]: readonly Found[] | string } = {};

function bytesOf(network: ExportedNetwork, format: "onnx" | "tflite"): Uint8Array {
  if (format === "onnx") return writeOnnx(exportGraph(network, onnxDialect));
  return writeTflite(exportGraph(network, tfliteDialect));
}

function feedOf({ shape, values }: Tensor): object {
  return { shape, values: Buffer.from(values.buffer).toString("base64") };
}

test.before(() => {
  if (python === null) return;
  const inputs: { [file: string]: readonly object[] } = {};
  for (const [index, { network, original }] of cases.entries()) {
    if (original !== undefined) {
      const [{ name }] = network.layers.find((layer) => layer instanceof ImportedGraph)!.graph.inputs as [GraphInput];
      writeFileSync(join(folder, `${index}.original.tflite`), readFileSync(original));
      inputs[`${index}.original.tflite`] = [{ [name]: feedOf(Object.values(given(index, 1))[0]!) }];
    }
    for (const format of ["onnx", "tflite"] as const) {
      writeFileSync(join(folder, `${index}.${format}`), bytesOf(network, format));
      inputs[`${index}.${format}`] = batchesOf(network).map((batch) => {
        const feeds = Object.entries(given(index, batch)).map(([name, x]) => [name, feedOf(x)]);
        return Object.fromEntries(feeds);
      });
    }
  }
  writeFileSync(join(folder, "given.json"), JSON.stringify(inputs));
  runCheck(python, "inRuntimes.py", folder);
  outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8"));
});

test.after(() => rmSync(folder, { recursive: true }));

cases.forEach(({ network, original }, index) => {
  if (python !== null)
    test(`LiteRT, ${network.name}`, () => {
      assert.equal(outputs[`${index}.onnx`], []);
      const found = outputs[`${index}.tflite`]!;
      assert.ok(Array.isArray(found), `LiteRT: ${found}`);
      batchesOf(network).forEach((batch, place) => {
        const { shape, values } = (found[place] as Found)[network.outputEnds[0]!.name]!;
        checkSteps(index, batch, Tensor.from(numbersOf(values), shape));
      });
    });
  if (python !== null && original !== undefined)
    test(`LiteRT, ${network.name}, before and after`, () => {
      const [before, after] = [`${index}.original.tflite`, `${index}.tflite`].map((file) => {
        const found = outputs[file]!;
        assert.ok(Array.isArray(found), `LiteRT: ${found}`);
        return numbersOf(Object.values(found[0] as Found)[0]!.values);
      }) as [Float32Array, Float32Array];
      assert.ok(shareWithinStep(after, before, 1 / 256) >= 0.99);
    });
  if (openOnnx !== null)
    test(`ONNX Runtime, ${network.name}`, async () => {
      const run = await openOnnx(bytesOf(network, "onnx"));
      for (const batch of batchesOf(network)) {
        const found = await run(given(index, batch));
        checkSteps(index, batch, found[network.outputEnds[0]!.name]!);
      }
    });
});

test.run();
