// Proves: TensorFlow.js graph models | in | 79 cases of ops to 5e-5, published models with float16 weights, several outputs in order | @tensorflow/tfjs-core
// Graph models of one or two ops, and real ones, beside what TensorFlow.js computes of them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import type { OpGraph } from "../../../src/formats/opGraphTypes.js";
import { Network } from "../../../src/model/network.js";
import { loadDialect } from "../../../src/opGraph/dialects.js";
import { runGraph } from "../../../src/opGraph/runGraph.js";
import { tensorValue, toTensor } from "../../../src/opGraph/value.js";
import { sizeOf } from "../../../src/tensor/shape.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { scriptInput } from "../../support/scriptInput.js";
import { sharedPath } from "../../support/shared.js";

interface GoldenOp {
  readonly op: string;
  readonly modelTopology: {
    readonly node: readonly {
      readonly attr: { readonly shape?: { readonly shape: { readonly dim: readonly { readonly size: string }[] } } };
    }[];
  };
  readonly weights: readonly object[];
  readonly bytes: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface GoldenOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly step: number;
  readonly values: readonly number[];
}

interface Golden {
  readonly ops: readonly GoldenOp[];
  readonly models: readonly {
    readonly file: string;
    readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: string }[];
    readonly outputs: readonly GoldenOutput[];
  }[];
}

/** Made by test/oracles/tfjs/graphModels.mjs. */
const golden: Golden = JSON.parse(readFileSync(new URL("../../golden/files/tfjsGraphs.json", import.meta.url), "utf8"));

/** The same rule as in the script. */
function hashed(shape: readonly number[]): Tensor {
  return Tensor.from(scriptInput(sizeOf(shape)), shape);
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

async function graphOf(model: unknown, weights: Uint8Array | null = null): Promise<OpGraph> {
  const { graph } = await openFile(json(model), "model.json", async () => weights);
  return graph!;
}

function assertNear(found: Float32Array, expected: readonly number[], what: string): void {
  const worst = expected.reduce(
    (most, value, index) => Math.max(most, Math.abs(found[index]! - value) / (1 + Math.abs(value))),
    0,
  );
  assert.ok(worst < 5e-5, `${what}: ${worst} away`);
}

for (const [index, { op, modelTopology, weights, bytes, shape, values }] of golden.ops.entries())
  test(`${op} (case ${index}) is as in TensorFlow.js`, async () => {
    const weightsManifest = [{ paths: ["weights.bin"], weights }];
    const graph = await graphOf({ modelTopology, weightsManifest }, new Uint8Array(Buffer.from(bytes, "base64")));
    const x = hashed(graph.inputs[0]!.shape as readonly number[]);
    const [y] = runGraph(graph, new Map([["x", tensorValue(x)]]), await loadDialect("tensorflow"));
    assert.equal(toTensor(y!).shape, shape);
    assertNear(toTensor(y!).values, values, op);
  });

for (const { file, inputs, outputs } of golden.models)
  test(`${file} gives what TensorFlow.js gives, in its order`, async () => {
    const folder = sharedPath("interop/tfjs", file);
    if (folder === null) return;
    const network = await Network.load(join(folder, file));
    // Whole numbers are the pages of a network that suggests the next one.
    const given = inputs.map(({ shape, dtype }, index) =>
      dtype === "int32" ? Tensor.from(new Float32Array(sizeOf(shape)).fill(index + 3), shape) : hashed(shape),
    );
    const found = await network.predict(given);
    assert.equal(
      found.map((y) => y.shape),
      outputs.map(({ shape }) => shape),
    );
    if (outputs.length > 1)
      assert.equal(
        network.outputEnds.map(({ name }) => name),
        outputs.map(({ name }) => name.replace(/:0$/, "")),
      );
    outputs.forEach(({ name, step, values }, index) => {
      const sampled = found[index]!.values.filter((_, place) => place % step === 0);
      assertNear(sampled, values, name);
    });
    await network.close();
  });

const node = (name: string, op: string, input: readonly string[] = [], attr: object = {}) => ({
  name,
  op,
  input,
  attr,
});
const x = node("x", "Placeholder", [], {
  dtype: { type: "DT_FLOAT" },
  shape: { shape: { dim: [{ size: "-1" }, { size: "3" }] } },
});
const model = (...nodes: readonly object[]) => ({ format: "graph-model", modelTopology: { node: nodes } });

async function refusal(given: unknown): Promise<string> {
  return graphOf(given).then(
    () => "none",
    (error: Error) => error.message,
  );
}

test("without a signature the outputs are the nodes that no other reads, and what they do not need is left out", async () => {
  const graph = await graphOf(
    model(x, node("a", "Relu", ["x"]), node("b", "Neg", ["a:0"]), node("c", "Abs", ["x", "^b"])),
  );
  assert.equal(graph.inputs, [{ name: "x", type: "float32", shape: [null, 3] }]);
  assert.equal(graph.outputs, [{ name: "c" }]);
  assert.equal(
    graph.nodes.map(({ name }) => name),
    ["c"],
  );
});

test("a signature names inputs and outputs, further outputs of nodes too", async () => {
  const signature = {
    inputs: { in: { name: "x:0" } },
    outputs: { second: { name: "parts:1" }, first: { name: "parts:0" } },
  };
  const nodes = [
    node("parts", "Unpack", ["x"], { num: { i: "3" }, axis: { i: "1" } }),
    node("unused", "While", ["x"]),
    x,
  ];
  const graph = await graphOf({ ...model(...nodes), signature });
  assert.equal(graph.outputs, [{ name: "parts:1" }, { name: "parts" }]);
  assert.equal(graph.nodes, [
    { op: "Unpack", name: "parts", inputs: ["x"], outputs: ["parts", "parts:1"], attributes: { num: 3, axis: 1 } },
  ]);
});

test("what is not a whole graph is refused by the name of the node", async () => {
  assert.match(await refusal(model(x, node("w", "While", ["x"]))), /^model\.json: node "w" \(While\): .*control flow/);
  assert.match(await refusal(model(x, node("a", "Add", ["x", "b"]))), /node "a" \(Add\) reads "b", which is no node/);
  assert.match(
    await refusal(model(x, node("a", "Add", ["x", "k"]), node("k", "Const"))),
    /node "k" \(Const\): its numbers are not/,
  );
  assert.match(await refusal(model(x, x)), /node "x" \(Placeholder\): expected one node of that name/);
  assert.match(
    await refusal(model(x, node("a", "Add", ["b", "x"]), node("b", "Neg", ["a"]), node("c", "Neg", ["b"]))),
    /own output/,
  );
  assert.match(
    await refusal(model(x, node("a", "Sum", ["x"], { keep_dims: { i: "much" } }))),
    /attribute "keep_dims": expected a number/,
  );
  const open = node("x", "Placeholder", [], { dtype: { type: "DT_FLOAT" }, shape: { shape: { unknownRank: true } } });
  assert.match(await refusal(model(open, node("y", "Neg", ["x"]))), /input "x": expected the lengths of its shape/);
});

test("an op that linnet does not know is refused by its node", async () => {
  const graph = await graphOf(model(x, node("y", "HashTableV2", ["x"])));
  const table = await loadDialect("tensorflow");
  const given = new Map([["x", tensorValue(hashed([1, 3]))]]);
  assert.throws(
    () => runGraph(graph, given, table),
    /node "y" \(HashTableV2\): linnet does not know the op HashTableV2/,
  );
});

test.run();
