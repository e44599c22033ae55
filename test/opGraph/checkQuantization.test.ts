// Quantizations that cannot be, in linnet's own files and in those of other programs: each would give other numbers without a word.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Conv2D, Dense, Flatten, input } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { quantizeNetwork } from "../../src/quantize/quantizeNetwork.js";
import { randomTensor } from "../support/compare.js";
import { type GraphText, type Header, tampered } from "../support/tampered.js";

const x = input({ shape: [6, 6, 3], name: "x" });
const hidden = new Conv2D({ filters: 8, kernelSize: 3, activation: "relu", seed: 1 }).apply(x);
const outputs = new Dense({ units: 2, seed: 2 }).apply(new Flatten().apply(hidden));
const quantized = await quantizeNetwork(new Network({ inputs: x, outputs }), randomTensor([4, 6, 6, 3], "x"));
const bytes = quantized.encode();
const kernel = "conv2d/kernel";

type Change = (graph: GraphText, header: Header) => void;

/** What is said against the file once it was changed. */
function refusal(change: Change): string {
  try {
    Network.decode(tampered(bytes, change), { file: "changed" });
    return "it was read";
  } catch (error) {
    return String(error);
  }
}

const said = (name: string, entries: object): Change => {
  return ({ quantization }) => Object.assign(quantization[name]!, entries);
};

const inLayer = `LinnetError: changed: no model can be made from the metadata's "architecture" \\(layer "graph": `;

/** What was changed, and what is said of it. */
const descriptions: readonly (readonly [Change, string])[] = [
  [said(kernel, { type: "uint8" }), `constant "${kernel}": expected numbers of uint8, as its scales are for, got int8`],
  [
    ({ constants }) => Object.assign(constants[kernel]!, { type: "uint8" }),
    `constant "${kernel}": expected numbers of int8, as its scales are for, got uint8`,
  ],
  [said(kernel, { type: "float32" }), `constant "${kernel}": expected a type of whole numbers, got "float32"`],
  [said("conv2d", { type: "int9" }), 'value "conv2d": expected a type of whole numbers, got "int9"'],
  [said("conv2d", { scale: [0] }), 'value "conv2d": expected a scale above 0, got 0'],
  [said("conv2d", { scale: [-1] }), 'value "conv2d": expected scales of 0 or more, of finite real numbers, got -1'],
  [said("conv2d", { scale: [1e37] }), 'value "conv2d": expected scales of 0 or more, .+, got 1e\\+37'],
  [said("conv2d", { scale: [null] }), "expected a list of numbers, got an array of 1"],
  [said("conv2d", { scale: ["1"] }), "expected a list of numbers, got an array of 1"],
  [said(kernel, { scale: { count: 8, value: null } }), "expected a list of numbers, got { count, value }"],
  [said(kernel, { scale: btoa("\0\0\xc0\x7f".repeat(8)) }), `constant "${kernel}": expected scales .+, got NaN`],
  [said(kernel, { scale: btoa("\0".repeat(33)) }), "expected numbers of 4 bytes, got 33 bytes"],
  [said("conv2d", { zeroPoint: [128] }), 'value "conv2d": expected zero points that are numbers of int8, got 128'],
  [said("conv2d", { zeroPoint: [0.5] }), 'value "conv2d": expected zero points that are numbers of int8, got 0.5'],
  [
    said("dense/kernel", { zeroPoint: [0, -129] }),
    'constant "dense/kernel": expected zero points that are numbers of int8, got -129',
  ],
  [said("conv2d", { zeroPoint: [] }), 'value "conv2d": expected as many zero points as scales, .+, got 1 and 0'],
  [said("conv2d", { scale: [1, 1], zeroPoint: [0, 0] }), 'value "conv2d": expected a single scale, got 2'],
  [
    said(kernel, { scale: [1, 1], zeroPoint: [0, 0] }),
    `constant "${kernel}": expected a scale for each of the 8 entries of axis 0, or one, got 2`,
  ],
  [
    said(kernel, { axis: 3 }),
    `constant "${kernel}": expected a scale for each of the 3 entries of axis 3, or one, got 8`,
  ],
  [
    said(kernel, { axis: 9 }),
    `constant "${kernel}": expected a scale for each of the 0 entries of axis 9, or one, got 8`,
  ],
];

/** Tensors whose numbers are as many bytes of another type. */
const tensors: readonly (readonly [Change, string])[] = [
  [(_, header) => Object.assign(header[`graph/conv2d:kernel`]!, { dtype: "U8" }), "expected numbers of I8, got U8"],
  [
    ({ constants, quantization }) => {
      Object.assign(constants[kernel]!, { type: "uint8" });
      Object.assign(quantization[kernel]!, { type: "uint8" });
    },
    "expected numbers of U8, got I8",
  ],
  [({ constants }) => Object.assign(constants[kernel]!, { type: "float32" }), "expected real numbers, got I8"],
];

test("a network of layers, quantized: what its file says of its integers can be", () => {
  assert.is(
    refusal(() => {}),
    "it was read",
  );
  for (const [change, message] of descriptions) assert.match(refusal(change), new RegExp(`^${inLayer}.*${message}`));
});

test("a network of layers, quantized: its weights are of the type that its file says", () => {
  for (const [change, message] of tensors)
    assert.match(refusal(change), new RegExp(`^LinnetError: changed: weight "graph/conv2d:kernel": ${message}$`));
});

test.run();
