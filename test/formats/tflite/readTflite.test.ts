import fc from "fast-check";
import { Builder } from "flatbuffers";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import { openTflite, readTflite } from "../../../src/formats/tflite/readTflite.js";
import { writeZip } from "../../../src/formats/zip/writeZip.js";
import { constantValue } from "../../../src/opGraph/quantizedValue.js";
import { toTensor } from "../../../src/opGraph/value.js";
import { LinnetError } from "../../../src/tensor/errors.js";
import { floats, type Sample, type SampleTensor, tfliteFile, writeTable } from "../../support/tfliteFile.js";

const FULLY_CONNECTED = 9;

/** A dense layer with these weights, from 2 numbers to 3. */
function dense(weights: Partial<SampleTensor> = {}, others: Partial<Sample> = {}): Sample {
  return {
    tensors: [
      { name: "x", shape: [1, 2], signature: [-1, 2] },
      { name: "weights", shape: [3, 2], data: floats(1, 2, 3, 4, 5, 6), ...weights },
      { name: "y", shape: [1, 3] },
    ],
    operators: [{ code: FULLY_CONNECTED, inputs: [0, 1, -1], outputs: [2], options: [8, [[0, "int8", 1]]] }],
    inputs: [0],
    outputs: [2],
    ...others,
  };
}

const graphOf = (sample: Sample) => readTflite(tfliteFile(sample), "a.tflite").graph!;
/** What the weights stand for. */
function weightsOf(weights: Partial<SampleTensor>): number[] {
  const { constants, quantization } = graphOf(dense(weights));
  return [...toTensor(constantValue(constants.get("weights")!, quantization?.get("weights"))).values];
}

test("a file becomes a graph of nodes, attributes and constants", async () => {
  const { graph, format } = await openFile(tfliteFile(dense()), "a.tflite");
  assert.is(format, "TensorFlow Lite");
  assert.equal(graph, {
    dialect: "tflite",
    opset: 0,
    inputs: [{ name: "x", type: "float32", shape: [null, 2] }],
    outputs: [{ name: "y" }],
    nodes: [
      {
        op: "FULLY_CONNECTED",
        name: "operator 0",
        inputs: ["x", "weights", ""],
        outputs: ["y"],
        attributes: { fusedActivationFunction: "RELU", weightsFormat: "DEFAULT", keepNumDims: false },
      },
    ],
    constants: new Map([["weights", { type: "float32", shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }]]),
  });
});

test("tensors that share a name are told apart by their places", () => {
  const { inputs, outputs } = graphOf({ ...dense(), tensors: dense().tensors.map((one) => ({ ...one, name: "t" })) });
  assert.equal([inputs[0]!.name, outputs[0]!.name], ["t#0", "t#2"]);
});

test("integers with a scale for the whole tensor are the numbers they stand for", () => {
  const data = Uint8Array.of(0, 1, 2, 127, 128, 255);
  assert.equal(weightsOf({ type: 3, data, scale: [0.5], zeroPoint: [128] }), [-64, -63.5, -63, -0.5, 0, 63.5]);
  assert.equal(weightsOf({ type: 9, data, scale: [0.5], zeroPoint: [-1] }), [0.5, 1, 1.5, 64, -63.5, 0]);
  const words = new Uint8Array(Int16Array.of(-32768, -1, 0, 1, 2, 32767).buffer);
  assert.equal(weightsOf({ type: 7, data: words, scale: [2] }), [-65536, -2, 0, 2, 4, 65534]);
});

test("a scale for each entry of an axis, and zero points", () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(weightsOf({ type: 9, data, scale: [1, 10, 100], zeroPoint: [0, 0, 5] }), [1, 2, 30, 40, 0, 100]);
  assert.equal(weightsOf({ type: 9, data, scale: [1, 10], zeroPoint: [0, 0], axis: 1 }), [1, 20, 3, 40, 5, 60]);
});

test("integers of four bits, halves and brain floats", () => {
  assert.equal(weightsOf({ type: 17, data: Uint8Array.of(0x21, 0x8f, 0x70), scale: [1] }), [1, 2, -1, -8, 0, 7]);
  const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0, 0x3555, 0x7bff, 1).buffer);
  assert.equal(weightsOf({ type: 1, data: halves }), [1, -2, 0, 0.333251953125, 65504, 2 ** -24]);
  const brain = new Uint8Array(Uint16Array.of(0x3f80, 0xc000, 0, 0x3eab, 0x4000, 0x4040).buffer);
  assert.equal(weightsOf({ type: 18, data: brain }), [1, -2, 0, 0.333984375, 2, 3]);
});

test("integers without a scale stay integers", () => {
  const sample = dense({ type: 2, data: new Uint8Array(Int32Array.of(-1, 2, 3, 4, 5, 2 ** 31 - 1).buffer) });
  const constant = graphOf(sample).constants.get("weights")!;
  assert.equal(constant, { type: "int32", shape: [3, 2], values: Float64Array.of(-1, 2, 3, 4, 5, 2 ** 31 - 1) });
});

test("constants keep their integers, and what these stand for is said beside them and of what nodes make", () => {
  const tensors = dense({ type: 9, data: Uint8Array.of(1, 2, 3, 4, 255, 128), scale: [1, 2, 3] }).tensors.map(
    (one, place) => (place === 2 ? { ...one, type: 3, scale: [0.5], zeroPoint: [7] } : one),
  );
  const { constants, quantization } = graphOf({ ...dense(), tensors });
  const values = Int8Array.of(1, 2, 3, 4, -1, -128);
  assert.equal(constants.get("weights"), { type: "int8", shape: [3, 2], values });
  assert.equal(
    quantization,
    new Map([
      ["weights", { type: "int8", scale: [1, 2, 3], zeroPoint: [0, 0, 0], axis: 0 }],
      ["y", { type: "uint8", scale: [0.5], zeroPoint: [7], axis: 0 }],
    ]),
  );
});

test("bytes are copies, which stay when the file's are written over", () => {
  const bytes = tfliteFile(dense({ type: 9, data: Uint8Array.of(1, 2, 3, 4, 5, 6), scale: [1] }));
  const { graph } = readTflite(bytes, "a.tflite");
  bytes.fill(0);
  assert.equal(graph!.constants.get("weights")!.values, Int8Array.of(1, 2, 3, 4, 5, 6));
});

test("what cannot be read is refused by the name of the tensor or the operator", () => {
  const refused = (sample: Sample, message: RegExp): void => assert.throws(() => graphOf(sample), message);
  refused(dense({ isSparse: true }), /^a\.tflite: subgraphs\[0\]\.tensors\[1\] "weights": .*sparsely/);
  refused(dense({ type: 8 }), /tensors\[1\] "weights": its values are of type COMPLEX64/);
  refused(dense({ data: floats(1) }), /tensors\[1\] "weights": expected 24 bytes of FLOAT32, got 4/);
  refused(dense({ type: 99 }), /tensors\[1\]\.type: expected a number below 23 .*got 99/);
  refused(dense({ shape: [3, -2] }), /tensors\[1\] "weights": expected a shape/);
  refused(
    dense({ type: 9, data: new Uint8Array(6), scale: [1, 2], zeroPoint: [0, 0] }),
    /expected a scale for each of the 3 entries of axis 0, got 2/,
  );
  for (const wrong of [Number.NaN, -1, Number.POSITIVE_INFINITY])
    refused(dense({ scale: [wrong], type: 9 }), new RegExp(`expected scales of 0 or more, got ${wrong}`));
  refused({ ...dense(), inputs: [7] }, /subgraphs\[0\]\.inputs\[0\]: expected one of 3 tensors, got 7/);
  refused({ ...dense(), outputs: [] }, /subgraphs\[0\]\.outputs: expected a tensor or more, got none/);
  const [operator] = dense().operators;
  refused(
    { ...dense(), operators: [{ ...operator!, inputs: [0, 5] }] },
    /operators\[0\] FULLY_CONNECTED: expected one of 3 tensors, got 5/,
  );
});

test("custom ops are named by their own code", () => {
  const operators = [{ code: 32, custom: "Convolution2DTransposeBias", inputs: [0, 1], outputs: [2] }];
  assert.is(graphOf({ ...dense(), operators }).nodes[0]!.op, 'CUSTOM "Convolution2DTransposeBias"');
});

/** Metadata: a normalization of the input, and the list of the output's names. */
function metadata(mean: readonly number[], std: readonly number[]): Uint8Array {
  const builder = new Builder(256);
  const table = (...fields: Parameters<typeof writeTable>[1]): number => writeTable(builder, fields);
  const normalization = table([0, "float32s", mean], [1, "float32s", std]);
  const unit = table([0, "int8", 1], [1, "offset", normalization]);
  const labels = table([0, "text", "labels.txt"], [2, "int8", 2]);
  const ofInput = table([4, "offsets", [unit]]);
  const ofOutput = table([6, "offsets", [labels]]);
  const graph = table([2, "offsets", [ofInput]], [3, "offsets", [ofOutput]]);
  builder.finish(table([0, "text", "a model"], [3, "offsets", [graph]]), "M001");
  return builder.asUint8Array();
}

/** As the metadata writer of TensorFlow Lite Support makes it: the zip stands behind the model, and counts from its start. */
function withFiles(model: Uint8Array, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const zip = writeZip(files, { level: 0 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  let entry = view.getUint32(end + 16, true);
  view.setUint32(end + 16, entry + model.length, true);
  while (entry < end) {
    view.setUint32(entry + 42, view.getUint32(entry + 42, true) + model.length, true);
    entry +=
      46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return Uint8Array.from([...model, ...zip]);
}

/** Pictures of 1 x 1 to three classes, by a convolution. */
function pictures(others: Partial<Sample>, input: Partial<SampleTensor> = {}): Sample {
  return {
    tensors: [
      { name: "x", shape: [1, 1, 1, 3], ...input },
      { name: "y", shape: [1, 1, 1, 3] },
    ],
    operators: [{ code: 117, inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
    ...others,
  };
}

const labels = new Map([["labels.txt", new TextEncoder().encode("Maske\nohne Maske\r\n없음\n")]]);
const useOf = async (bytes: Uint8Array) => (await openTflite(bytes, "a.tflite")).use;
const refuses = async (bytes: Uint8Array, message: RegExp): Promise<void> =>
  assert.match(await openTflite(bytes, "a.tflite").then(String, (error: Error) => error.message), message);

test("classes and preprocessing come from the metadata", async () => {
  const bytes = withFiles(tfliteFile(pictures({ metadata: metadata([127.5], [127.5]) })), labels);
  assert.equal(await useOf(bytes), {
    classes: ["Maske", "ohne Maske", "없음"],
    preprocessing: { mode: "minusOneToOne", resize: "bilinear" },
  });
  const modeOf = async (mean: readonly number[], std: readonly number[]): Promise<string | undefined> =>
    (await useOf(withFiles(tfliteFile(pictures({ metadata: metadata(mean, std) })), labels)))?.preprocessing?.mode;
  assert.is(await modeOf([0], [1]), "none");
  assert.is(await modeOf([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]), "torch");
  assert.is(await modeOf([10], [58]), undefined);
});

test("names for another number of classes are left out, and a damaged list is refused", async () => {
  const model = tfliteFile(pictures({ metadata: metadata([0], [1]) }));
  const two = new Map([["labels.txt", new TextEncoder().encode("a\nb")]]);
  assert.is((await useOf(withFiles(model, two)))?.classes, undefined);
  await refuses(model, /^a\.tflite: /);
  await refuses(withFiles(model, new Map([["other.txt", floats(1)]])), /"labels\.txt"/);
});

test("an input of bytes tells the preprocessing by its scale", async () => {
  const modeOf = async (type: number, scale: number, zeroPoint: number): Promise<string | undefined> =>
    (await useOf(tfliteFile(pictures({}, { type, scale: [scale], zeroPoint: [zeroPoint] }))))?.preprocessing?.mode;
  assert.is(await modeOf(3, 1 / 127.5, 127), "minusOneToOne");
  assert.is(await modeOf(3, 1 / 128, 128), "minusOneToOne");
  assert.is(await modeOf(9, 1 / 127.5, 0), "minusOneToOne");
  assert.is(await modeOf(3, 1, 0), "none");
  assert.is(await modeOf(3, 0.3, 0), undefined);
});

test("whatever bytes are changed, it is read or refused by name", async () => {
  const whole = withFiles(tfliteFile(pictures({ metadata: metadata([127.5], [127.5]) })), labels);
  const change = fc.record({ place: fc.nat(whole.length - 1), value: fc.constantFrom(0, 1, 2, 4, 127, 128, 255) });
  const property = fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 4 }),
    fc.nat(whole.length),
    async (changes, cut) => {
      const bytes = whole.slice(0, cut % 3 === 0 ? cut : whole.length);
      for (const { place, value } of changes) if (place < bytes.length) bytes[place] = value;
      try {
        await openTflite(bytes, "a.tflite");
      } catch (error) {
        assert.instance(error, LinnetError);
        assert.match((error as Error).message, /^a\.tflite: /);
      }
    },
  );
  await fc.assert(property, { numRuns: 3000 });
});

test.run();
