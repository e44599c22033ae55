import { test } from "uvu";
import * as assert from "uvu/assert";
import { FunctionProtoSchema, type TensorProto } from "../../../src/formats/onnx/onnx_pb.js";
import { create } from "../../../src/formats/onnx/protobuf.js";
import type { OpenedFile, Siblings } from "../../../src/formats/opened.js";
import { openFile } from "../../../src/formats/openFile.js";
import type { Constant } from "../../../src/formats/opGraphTypes.js";
import { LinnetError } from "../../../src/tensor/errors.js";
import { floats, node, type OnnxModel, onnxBytes, tensor, valueInfo } from "../../support/onnxModel.js";

const x = valueInfo("x", ["batch", 3]);
const simple: OnnxModel = { inputs: [x], outputs: ["y"], nodes: [node("Relu", ["x"], ["y"])] };

function open(model: OnnxModel, siblings?: Siblings): Promise<OpenedFile> {
  return openFile(onnxBytes(model), "net.onnx", siblings);
}

async function refusal(opened: Promise<unknown>): Promise<string> {
  const error = await opened.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.instance(error, LinnetError);
  return (error as LinnetError).message;
}

async function constantOf(one: TensorProto, siblings?: Siblings): Promise<Constant> {
  const { graph } = await open({ ...simple, tensors: [one] }, siblings);
  return graph!.constants.get(one.name)!;
}

test("a graph has its inputs with open lengths, nodes, attributes and opset", async () => {
  const { graph, format } = await open({
    ...simple,
    nodes: [node("Elu", ["x"], ["y"], { alpha: { type: 1, f: 0.5 }, axes: { type: 7, ints: [1n, -1n] } })],
  });
  assert.is(format, "ONNX");
  assert.is(graph!.opset, 17);
  assert.equal(graph!.inputs, [{ name: "x", type: "float32", shape: [null, 3] }]);
  assert.equal(graph!.nodes, [
    { op: "Elu", name: "y", inputs: ["x"], outputs: ["y"], attributes: { alpha: 0.5, axes: [1, -1] } },
  ]);
});

test("tensors of every type are read, from raw bytes and from fields of their own", async () => {
  const raw = async (dataType: number, bytes: number[], count: number) => {
    const { type, values } = await constantOf(tensor("t", [count], { dataType, rawData: Uint8Array.from(bytes) }));
    return [type, [...values]];
  };
  assert.equal(await raw(1, [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], 2), ["float32", [1, -2]]);
  assert.equal(await raw(2, [1, 255], 2), ["uint8", [1, 255]]);
  assert.equal(await raw(3, [1, 255], 2), ["int8", [1, -1]]);
  assert.equal(await raw(5, [1, 0, 0, 0x80], 2), ["int16", [1, -32768]]);
  assert.equal(await raw(7, [255, 255, 255, 255, 255, 255, 255, 255], 1), ["int64", [-1]]);
  assert.equal(await raw(9, [1, 0], 2), ["bool", [1, 0]]);
  assert.equal(await raw(10, [0, 0x3c, 0, 0xc0], 2), ["float16", [1, -2]]);
  assert.equal(await raw(11, [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], 1), ["float64", [1]]);
  assert.equal(await raw(16, [0x80, 0x3f, 0, 0xc0], 2), ["float32", [1, -2]]);
  assert.equal(await raw(22, [0xf1, 0x07], 3), ["int4", [1, -1, 7]]);
  const field = async (data: Parameters<typeof tensor>[2]) => [...(await constantOf(tensor("t", [2], data))).values];
  assert.equal(await field({ floatData: [1.5, -2] }), [1.5, -2]);
  assert.equal(await field({ dataType: 6, int32Data: [1, -2] }), [1, -2]);
  assert.equal(await field({ dataType: 10, int32Data: [0x3c00, 0xc000] }), [1, -2]);
  assert.equal(await field({ dataType: 7, int64Data: [2n ** 53n, -2n] }), [2 ** 53, -2]);
  assert.equal(await field({ dataType: 11, doubleData: [0.1, -2] }), [0.1, -2]);
  assert.equal(await field({ dataType: 12, uint64Data: [1n, 2n] }), [1, 2]);
  assert.equal(await field({ dataType: 8, stringData: [Buffer.from("a"), Buffer.from("ü")] }), ["a", "ü"]);
});

test("numbers in another file are read from there, and from below the model's folder only", async () => {
  const at = (location: string, offset: string) =>
    tensor("t", [1], {
      dataLocation: 1,
      externalData: Object.entries({ location, offset, length: "4" }).map(([key, value]) => ({ key, value })),
    } as Parameters<typeof tensor>[2]);
  const siblings: Siblings = async (name) => (name === "net.data" ? Uint8Array.of(9, 9, 9, 9, 0, 0, 0x80, 0x3f) : null);
  assert.equal([...(await constantOf(at("net.data", "4"), siblings)).values], [1]);
  assert.match(
    await refusal(constantOf(at("other", "0"), siblings)),
    /net\.onnx: tensor "t": .*other, which is not there/,
  );
  assert.match(
    await refusal(constantOf(at("net.data", "5"), siblings)),
    /do not lie within net\.data, which has 8 bytes/,
  );
  for (const location of ["../net.data", "/etc/passwd", "a/../../b", "C:\\x", "http://x"])
    assert.match(await refusal(constantOf(at(location, "0"), siblings)), /below the model's folder/);
});

test("constants that old files list among the inputs are no inputs", async () => {
  const { graph } = await open({
    ...simple,
    inputs: [x, valueInfo("w", [1])],
    nodes: [node("Add", ["x", "w"], ["y"])],
    tensors: [floats("w", [1], [2])],
  });
  assert.equal(
    graph!.inputs.map(({ name }) => name),
    ["x"],
  );
});

test("nodes come in an order in which they can run", async () => {
  const nodes = [node("Relu", ["a"], ["y"]), node("Abs", ["x"], ["a"])];
  const { graph } = await open({ ...simple, nodes });
  assert.equal(
    graph!.nodes.map(({ op }) => op),
    ["Abs", "Relu"],
  );
});

test("functions become the nodes of their bodies, with the call's names and attributes", async () => {
  const leaky = create(FunctionProtoSchema, {
    name: "Leaky",
    domain: "own",
    input: ["v"],
    output: ["w"],
    attribute: ["slope"],
    node: [
      node("LeakyRelu", ["v"], ["inner"], { alpha: { type: 1, refAttrName: "slope" } }),
      node("Neg", ["inner"], ["w"]),
    ],
  });
  const nodes = [node("Leaky", ["x"], ["y"], { slope: { type: 1, f: 0.25 } }, "own")];
  const { graph } = await open({ ...simple, nodes, functions: [leaky] });
  assert.equal(
    graph!.nodes.map(({ op, inputs, outputs, attributes }) => [op, inputs[0], outputs[0], attributes]),
    [
      ["LeakyRelu", "x", "y#0/inner", { alpha: 0.25 }],
      ["Neg", "y#0/inner", "y", {}],
    ],
  );
  const itself = create(FunctionProtoSchema, {
    name: "Leaky",
    domain: "own",
    input: ["v"],
    output: ["w"],
    node: [node("Leaky", ["v"], ["w"], {}, "own")],
  });
  assert.match(await refusal(open({ ...simple, nodes, functions: [itself] })), /the function Leaky calls itself/);
});

test("functions that multiply are refused", async () => {
  const functions = Array.from({ length: 30 }, (_, index) =>
    create(FunctionProtoSchema, {
      name: `F${index}`,
      domain: "own",
      input: ["v"],
      output: ["w"],
      node: [node(`F${index + 1}`, ["v"], ["m"], {}, "own"), node(`F${index + 1}`, ["m"], ["w"], {}, "own")],
    }),
  );
  const nodes = [node("F0", ["x"], ["y"], {}, "own")];
  assert.match(await refusal(open({ ...simple, nodes, functions })), /more than 100000 nodes/);
});

test("metadata says the classes and the preprocessing, linnet's and Ultralytics'", async () => {
  const preprocessing = { mode: "minusOneToOne", resize: "bilinear" };
  const own = { "linnet.classes": '["a","b"]', "linnet.preprocessing": JSON.stringify(preprocessing) };
  assert.equal((await open({ ...simple, metadata: own })).use, { classes: ["a", "b"], preprocessing });
  const names = `{0: 'cat', 1: "dog's", 2: 'a\\'b'}`;
  const { use } = await open({ ...simple, metadata: { task: "classify", names } });
  assert.equal(use, { classes: ["cat", "dog's", "a'b"] });
  assert.equal((await open({ ...simple, metadata: { task: "detect", names } })).use, {});
  const broken = open({ ...simple, metadata: { "linnet.classes": "[" } });
  assert.match(await refusal(broken), /net\.onnx: metadata "linnet\.classes": expected JSON/);
});

test("what is wrong is refused by its place", async () => {
  const refused = async (model: Partial<OnnxModel>) => refusal(open({ ...simple, ...model }));
  assert.match(await refused({ opset: 99 }), /net\.onnx: expected opset 1 to 28 of ONNX, got 99/);
  assert.match(
    await refused({ nodes: [node("Relu", ["z"], ["y"])] }),
    /node "y" \(Relu\) reads "z", which nothing makes/,
  );
  const circle = [node("Add", ["x", "y"], ["a"]), node("Relu", ["a"], ["y"])];
  assert.match(await refused({ nodes: circle }), /node "a" \(Add\) reads what is made of its own output/);
  const twice = [node("Relu", ["x"], ["y"]), node("Abs", ["x"], ["y"])];
  assert.match(await refused({ nodes: twice }), /node "y" \(Abs\) makes "y" a second time/);
  assert.match(await refused({ outputs: ["z"] }), /output "z" is made by no node/);
  assert.match(await refused({ nodes: [node("Relu", ["x"], ["y"], {}, "com.microsoft")] }), /domain "com\.microsoft"/);
  assert.match(
    await refused({ tensors: [floats("t", [2], [1])] }),
    /tensor "t": expected 2 numbers for shape \[2\], got 1/,
  );
  assert.match(await refused({ tensors: [tensor("t", [2 ** 40, 2 ** 40], {})] }), /tensor "t": expected a shape/);
  assert.match(await refused({ tensors: [tensor("t", [2 ** 40], {})] }), /tensor "t": expected 1099511627776 numbers/);
  assert.match(await refused({ tensors: [tensor("t", [1], { dataType: 17 })] }), /got FLOAT8E4M3FN/);
  assert.match(await refused({ tensors: [floats("t", [1], [1]), floats("t", [1], [1])] }), /tensor "t" is there twice/);
  const whole = onnxBytes(simple);
  assert.match(await refusal(openFile(whole.slice(0, -3), "net.onnx")), /^net\.onnx: not a whole ONNX file/);
});

test.run();
