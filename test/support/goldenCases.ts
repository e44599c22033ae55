// The golden files as op calls: inputs, the op as a function of them, and what PyTorch gave.

import { readdirSync, readFileSync } from "node:fs";
import { readSafetensors, type StoredTensor } from "../../src/formats/safetensors/safetensors.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { Pair } from "../../src/tensor/window.js";

export interface GoldenCase {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly y: Float32Array;
  /** The gradient that arrives at y. */
  readonly gy: Tensor;
  /** The gradient by each input; null where the file has none. */
  readonly gradients: readonly (Float32Array | null)[];
}

const FOLDER = new URL("../golden/", import.meta.url);
/** Read by the case that they belong to, or by the optimizers' own test. */
const OTHER_FILES = ["op-batchNorm-inference-stats", "optimizers"];

type Metadata = { readonly [name: string]: string };
type Build = (inputs: readonly Tensor[], metadata: Metadata) => Tensor;

const builders: { readonly [op: string]: Build } = {
  add: ([a, b]) => ops.add(a!, b!),
  sub: ([a, b]) => ops.sub(a!, b!),
  mul: ([a, b]) => ops.mul(a!, b!),
  div: ([a, b]) => ops.div(a!, b!),
  exp: ([x]) => ops.exp(x!),
  relu: ([x]) => ops.relu(x!),
  relu6: ([x]) => ops.relu6(x!),
  sigmoid: ([x]) => ops.sigmoid(x!),
  tanh: ([x]) => ops.tanh(x!),
  softmax: ([x]) => ops.softmax(x!),
  dense: ([x, kernel, bias]) => ops.add(ops.matMul(x!, kernel!), bias!),
  matMul: ([a, b], { transposeB }) => ops.matMul(a!, b!, { transposeB: transposeB === "True" }),
  conv2d: ([x, kernel, bias], metadata) => ops.add(ops.conv2d(x!, kernel!, windowOf(metadata)), bias!),
  depthwiseConv2d: ([x, kernel, bias], metadata) =>
    ops.add(ops.depthwiseConv2d(x!, kernel!, windowOf(metadata)), bias!),
  averagePool2d: ([x], metadata) => ops.averagePool2d(x!, poolOf(metadata)),
  maxPool2d: ([x], metadata) => ops.maxPool2d(x!, poolOf(metadata)),
  globalAveragePool2d: ([x]) => ops.globalAveragePool2d(x!),
  "batchNorm-training": ([x, gamma, beta], { epsilon }) => ops.batchNormTraining(x!, gamma!, beta!, Number(epsilon)).y,
  "batchNorm-inference": ([x, gamma, beta], { epsilon }) => {
    const { tensors } = readGolden("op-batchNorm-inference-stats");
    const [mean, variance] = [toTensor(tensors.get("mean")!), toTensor(tensors.get("variance")!)];
    return ops.batchNorm(x!, { mean, variance, gamma: gamma!, beta: beta! }, Number(epsilon));
  },
  softmaxCrossEntropy: ([logits, target]) => ops.softmaxCrossEntropy(logits!, target!),
  sigmoidBinaryCrossEntropy: ([logits, target]) => ops.sigmoidBinaryCrossEntropy(logits!, target!),
};

export function readGolden(name: string) {
  return readSafetensors(readFileSync(new URL(`${name}.safetensors`, FOLDER)), name);
}

/** Every golden file that holds an op or a loss. @throws where a file has no builder */
export function goldenCases(): GoldenCase[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".safetensors"));
  const names = files.map((file) => file.replace(".safetensors", ""));
  return names.filter((name) => !OTHER_FILES.includes(name)).map(readCase);
}

function readCase(name: string): GoldenCase {
  const { tensors, metadata } = readGolden(name);
  const op = name.replace(/^(op|loss)-/, "").replace(/-\d+$/, "");
  const build = builders[op];
  if (build === undefined) throw new Error(`${name}: no case reads this golden file`);
  const results = new Set(["y", "gy", "loss"]);
  const isGradient = (key: string): boolean => key.startsWith("d") && tensors.has(key.slice(1));
  const inputNames = [...tensors.keys()].filter((key) => !results.has(key) && !isGradient(key));
  const y = tensors.get("y") ?? tensors.get("loss")!;
  return {
    name,
    inputs: inputNames.map((key) => toTensor(tensors.get(key)!, key)),
    f: (...inputs) => build(inputs, metadata),
    y: y.values,
    gy: tensors.has("gy") ? toTensor(tensors.get("gy")!) : Tensor.from(Float32Array.of(1), []),
    gradients: inputNames.map((key) => tensors.get(`d${key}`)?.values ?? null),
  };
}

function toTensor({ values, shape }: StoredTensor, name?: string): Tensor {
  return Tensor.from(values, shape, name ?? null);
}

function windowOf({ strides, padding, dilation }: Metadata) {
  return { strides: pairOf(strides!), padding: padding as "same" | "valid", dilation: Number(dilation ?? 1) };
}

function poolOf({ poolSize, strides, padding }: Metadata) {
  return { poolSize: pairOf(poolSize!), strides: pairOf(strides!), padding: padding as "same" | "valid" };
}

function pairOf(text: string): Pair {
  const [height, width] = text.replace(/[()]/g, "").split(",").map(Number);
  return [height!, width!];
}
