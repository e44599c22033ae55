// What LiteRT and ONNX Runtime compute of quantized networks that linnet writes.
//
// Proves: TensorFlow Lite | out | int8: convolutions, sums, pools, dense layers, ranges; a step of the output on 0.99 of values | ai-edge-litert
// Proves: TensorFlow Lite | out | int8: published models, written again, with integers at their ends as they had; MobileNetV2 | ai-edge-litert
// Proves: ONNX | out | int8, as pairs of QuantizeLinear and DequantizeLinear: the same | onnx, onnxruntime-node

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
import { onnxDialect } from "../../../src/opGraph/export/onnx/dialect.js";
import { tfliteDialect } from "../../../src/opGraph/export/tflite/dialect.js";
import type { ExportedNetwork } from "../../../src/opGraph/export/tracedNetwork.js";
import { ImportedGraph } from "../../../src/opGraph/importedGraph.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";
import { networkOfOp } from "../../support/exportCases.js";
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
}

/** Of ../shared, which have probabilities of 256 steps. */
async function publishedCases(): Promise<Case[]> {
  const files = [
    ...["interop/tflite/bangseongmin+MaskDetection/model.tflite", "weights/tf2_mobilenet_v2_1.0_224_ptq.tflite"],
    "interop/tflite/tensorflow+tflite-micro/person_detect.tflite",
  ];
  const found = files.flatMap((file) => sharedPath(file, `${file}, written again`) ?? []);
  return Promise.all(found.map(async (path) => ({ network: await Network.load(path), step: 1 / 256 })));
}

const names = new Set(int8Cases.map(({ name }) => name));
const cases: readonly Case[] = [
  ...int8Networks.map((make) => make()),
  ...(await publishedCases()),
  ...opCases.filter(({ name }) => names.has(name)).map((one) => ({ network: networkOfOp(one), step: INT8_STEP })),
];

/** What was made for one example is given one. */
function batchesOf({ layers }: ExportedNetwork): readonly number[] {
  return layers.some((layer) => layer instanceof ImportedGraph && layer.isForOne) ? [1] : [1, 3];
}

function given(index: number, batch: number): { readonly [input: string]: Tensor } {
  const { name, shape } = cases[index]!.network.inputEnds[0]!;
  return { [name]: randomTensor([batch, ...shape], `x ${batch}`, (value) => value / 2) };
}

function checkSteps(index: number, batch: number, found: Tensor): void {
  const { network, step } = cases[index]!;
  const expected = network.callAll(Object.values(given(index, batch)), inferenceContext)[0]!;
  assert.equal(found.shape, expected.shape);
  const share = shareWithinStep(found.values, expected.values, step);
  assert.ok(share >= 0.99, `${share} of the values of batch ${batch} are within a step`);
}

const folder = mkdtempSync(join(tmpdir(), "linnet-int8-"));
type Found = { readonly [output: string]: { readonly shape: readonly number[]; readonly values: string } };
let outputs: { readonly [file: string]: readonly Found[] | string } = {};

function bytesOf(network: ExportedNetwork, format: "onnx" | "tflite"): Uint8Array {
  if (format === "onnx") return writeOnnx(exportGraph(network, onnxDialect));
  return writeTflite(exportGraph(network, tfliteDialect));
}

test.before(() => {
  if (python === null) return;
  const inputs: { [file: string]: readonly object[] } = {};
  for (const [index, { network }] of cases.entries())
    for (const format of ["onnx", "tflite"] as const) {
      writeFileSync(join(folder, `${index}.${format}`), bytesOf(network, format));
      inputs[`${index}.${format}`] = batchesOf(network).map((batch) => {
        const [[name, { shape, values }]] = Object.entries(given(index, batch)) as [[string, Tensor]];
        return { [name]: { shape, values: Buffer.from(values.buffer).toString("base64") } };
      });
    }
  writeFileSync(join(folder, "given.json"), JSON.stringify(inputs));
  runCheck(python, "inRuntimes.py", folder);
  outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8"));
});

test.after(() => rmSync(folder, { recursive: true }));

cases.forEach(({ network }, index) => {
  if (python !== null)
    test(`LiteRT, ${network.name}`, () => {
      assert.equal(outputs[`${index}.onnx`], []);
      const found = outputs[`${index}.tflite`]!;
      assert.ok(Array.isArray(found), `LiteRT: ${found}`);
      batchesOf(network).forEach((batch, place) => {
        const { shape, values } = (found[place] as Found)[network.outputEnds[0]!.name]!;
        const bytes = Uint8Array.from(Buffer.from(values, "base64"));
        checkSteps(index, batch, Tensor.from(new Float32Array(bytes.buffer), shape));
      });
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
