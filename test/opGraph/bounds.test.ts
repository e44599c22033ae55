// A few bytes of a file can ask for any size: what would not fit is refused before memory is taken for it.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Network } from "../../src/model/network.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { floats, int64s, node, onnxBytes, tensor, valueInfo } from "../support/onnxModel.js";

const HUGE = 2 ** 40;
const one = floats("one", [1], [1]);
const scalars = [0, HUGE, 1].map((value, index) =>
  tensor(["start", "limit", "step"][index]!, [], { dataType: 7, int64Data: [BigInt(value)] }),
);
const ofX = (...values: number[]) => int64s("numbers", values);

const cases: readonly (readonly [nodes: Parameters<typeof node>, tensors: readonly ReturnType<typeof floats>[]])[] = [
  [["ConstantOfShape", ["numbers"], ["made"]], [ofX(HUGE)]],
  [
    ["Expand", ["one", "numbers"], ["made"]],
    [ofX(HUGE), one],
  ],
  [["Expand", ["x", "numbers"], ["made"]], [ofX(HUGE, 1, 2)]],
  [
    ["Tile", ["one", "numbers"], ["made"]],
    [ofX(HUGE), one],
  ],
  [["Tile", ["x", "numbers"], ["made"]], [ofX(1, HUGE)]],
  [["Range", ["start", "limit", "step"], ["made"]], scalars],
  [["Pad", ["x", "numbers"], ["made"]], [ofX(0, HUGE, 0, 0)]],
  [["Resize", ["x", "", "", "numbers"], ["made"]], [ofX(1, HUGE)]],
  [
    ["OneHot", ["one", "limit", "values"], ["made"]],
    [one, scalars[1]!, floats("values", [2], [0, 1])],
  ],
  [["Reshape", ["x", "numbers"], ["made"]], [ofX(HUGE, HUGE, -1)]],
];

for (const [given, tensors] of cases)
  test(`${given[0]} of ${tensors[0]!.int64Data.join(", ") || "many"} is refused`, async () => {
    const nodes = [
      node(...given),
      node("Shape", ["made"], ["s"]),
      node("Cast", ["s"], ["f"], { to: { type: 2, i: 1n } }),
    ];
    const sum = [node("ReduceSum", ["f"], ["sum"]), node("Add", ["x", "sum"], ["y"])];
    const bytes = onnxBytes({
      inputs: [valueInfo("x", [1, 2])],
      outputs: ["y"],
      nodes: [...nodes, ...sum],
      tensors,
      opset: 18,
    });
    const before = process.memoryUsage().rss;
    const refused = await Network.load(bytes).then(
      () => null,
      (error: unknown) => error,
    );
    assert.instance(refused, LinnetError);
    assert.match((refused as Error).message, /node "made"/);
    assert.ok(process.memoryUsage().rss - before < 256e6);
  });

test.run();
