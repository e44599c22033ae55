// A model that ends in logits: what the command, the evaluation and the class say are probabilities.

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawFace } from "../../../src/data/sample/face.js";
import { classifyPictures } from "../../../src/jobs/classifier/classifyPictures.js";
import { endsInLogits } from "../../../src/jobs/classifier/endsInLogits.js";
import { evaluateJob } from "../../../src/jobs/evaluate/evaluateJob.js";
import type { JobEvent } from "../../../src/jobs/events.js";
import { Dense, GlobalAveragePooling2D, input, Layer } from "../../../src/layers/index.js";
import { Network } from "../../../src/model/network.js";
import { add, div, mul, sub } from "../../../src/tensor/ops/binary.js";
import { concat } from "../../../src/tensor/ops/concat.js";
import { round } from "../../../src/tensor/ops/elementFunctions.js";
import { matMul } from "../../../src/tensor/ops/matMul.js";
import { sum } from "../../../src/tensor/ops/reduce.js";
import { clip, relu } from "../../../src/tensor/ops/relu.js";
import { reshape } from "../../../src/tensor/ops/reshape.js";
import { slice } from "../../../src/tensor/ops/slice.js";
import { logSoftmax, softmax } from "../../../src/tensor/ops/softmax.js";
import { exp, oneMinus, sigmoid, tanh } from "../../../src/tensor/ops/unary.js";
import { hardSigmoid, silu } from "../../../src/tensor/swish.js";
import { Tensor } from "../../../src/tensor/tensor.js";

const test = suite("logits");

/** A layer that is a function of its input `[batch, 3]`. */
class Computed extends Layer {
  readonly className = "Computed";

  constructor(readonly f: (x: Tensor) => Tensor) {
    super({});
  }

  config() {
    return {};
  }

  outputShape(): number[] {
    return this.f(Tensor.placeholder([1, 3])).shape.slice(1);
  }

  call([x]: readonly Tensor[]): Tensor {
    return this.f(x!);
  }
}

function networkOf(f: (x: Tensor) => Tensor): Network {
  const inputs = input({ shape: [3] });
  return new Network({ inputs, outputs: new Computed(f).apply(inputs) });
}

const weights = Tensor.from(Float32Array.from({ length: 9 }, Math.sin), [3, 3]);
const packed = (x: Tensor): Tensor => concat([matMul(x, weights), softmax(x)], -1);

const ends: { readonly [name: string]: { readonly logits: boolean; readonly f: (x: Tensor) => Tensor } } = {
  softmax: { logits: false, f: softmax },
  "sigmoid of one": { logits: false, f: (x) => sigmoid(slice(x, [0, 0], [1, 1])) },
  "softmax, reshaped and sliced": {
    logits: false,
    f: (x) => slice(reshape(softmax(x), [1, 3, 1]), [0, 0, 0], [1, 2, 1]),
  },
  "a quantized softmax": {
    logits: false,
    f: (x) => mul(sub(clip(add(round(div(softmax(x), 1 / 256)), -128), -128, 127), -128), 1 / 256),
  },
  "the mean of two softmaxes": { logits: false, f: (x) => mul(add(softmax(x), softmax(matMul(x, weights))), 0.5) },
  "a sigmoid and its rest": { logits: false, f: (x) => concat([oneMinus(sigmoid(x)), sigmoid(x)], -1) },
  "a softmax in parts": {
    logits: false,
    f: (x) => {
      const powers = exp(x);
      return div(powers, sum(powers, -1, { keepDims: true }));
    },
  },
  "the powers of a log softmax": { logits: false, f: (x) => exp(logSoftmax(x)) },
  "a hard sigmoid": { logits: false, f: hardSigmoid },
  "the packed softmax": { logits: false, f: (x) => slice(packed(x), [0, 3], [1, 3]) },
  "the packed product": { logits: true, f: (x) => slice(packed(x), [0, 0], [1, 3]) },
  "a product": { logits: true, f: (x) => matMul(x, weights) },
  "a product of a softmax": { logits: true, f: (x) => matMul(softmax(x), weights) },
  "a quantized product": { logits: true, f: (x) => mul(clip(round(div(matMul(x, weights), 0.1)), -128, 127), 0.1) },
  "a product above 0": { logits: true, f: (x) => relu(matMul(x, weights)) },
  "a log softmax": { logits: true, f: logSoftmax },
  "a gated input": { logits: true, f: silu },
  "a hyperbolic tangent": { logits: true, f: tanh },
  "the input": { logits: true, f: (x) => x },
};

for (const [name, { logits, f }] of Object.entries(ends))
  test(`${name}: ${logits ? "logits" : "probabilities"}`, () => {
    assert.is(endsInLogits(networkOf(f)), logits);
  });

test("a long way back is gone without recursion, and a wide one once", () => {
  const many = (x: Tensor): Tensor => Array.from({ length: 20_000 }).reduce<Tensor>((y) => add(y, y), softmax(x));
  assert.is(endsInLogits(networkOf(many)), false);
});

const faces = [1, 2, 3].map((seed) => drawFace({ mask: true, seed, size: 16 }));

/** Whose outputs are these numbers, whatever it sees. */
async function modelOf(numbers: readonly number[], activation: "linear" | "softmax" | "sigmoid"): Promise<Network> {
  const inputs = input({ shape: [16, 16, 3] });
  const out = new Dense({ units: numbers.length, activation, kernelInitializer: "zeros", name: "out" });
  const network = new Network({ inputs, outputs: out.apply(new GlobalAveragePooling2D().apply(inputs)) });
  const values = new Map<string, Tensor>([
    ["out/kernel", Tensor.from(new Float32Array(3 * numbers.length), [3, numbers.length])],
    ["out/bias", Tensor.from(Float32Array.from(numbers), [numbers.length])],
  ]);
  network.loadWeights(values);
  return network;
}

const recordOf = (classes: readonly string[]) => ({
  classes,
  preprocessing: { mode: "none", resize: "bilinear" } as const,
  training: {},
});

test("softmax of several numbers and sigmoid of one make what a model with that activation says", async () => {
  for (const [numbers, activation, classes] of [
    [[17.8, -3, 900], "softmax", ["a", "b", "c"]],
    [[1.5, -0.83], "softmax", ["a", "b"]],
    [[-0.83], "sigmoid", ["a", "b"]],
  ] as const) {
    const answerOf = async (network: Network) => {
      const made = await classifyPictures({ network, record: recordOf(classes) }, faces);
      await network.close();
      return made;
    };
    const expected = await answerOf(await modelOf(numbers, activation));
    const { answers, warnings } = await answerOf(await modelOf(numbers, "linear"));
    assert.equal(expected.warnings, []);
    assert.equal(warnings, [`the model ends in logits: ${activation} makes probabilities of them`]);
    answers.forEach(({ classes: found }, index) => {
      found.forEach(({ label, probability }, place) => {
        const { label: name, probability: right } = expected.answers[index]!.classes[place]!;
        assert.is(label, name);
        assert.ok(Math.abs(probability - right) < 1e-6, `${probability} and ${right}`);
      });
    });
  }
});

test("an evaluation goes by the same probabilities, and says so", async () => {
  // As a probability it would be below a half.
  const network = await modelOf([0.2], "linear");
  const events: JobEvent[] = [];
  const source = { a: faces.slice(0, 1), b: faces.slice(1) };
  const { all } = await evaluateJob(
    { network, record: recordOf(["a", "b"]) },
    source,
    {},
    { onEvent: (event) => events.push(event) },
  );
  assert.is(all.accuracy, 2 / 3);
  const told = events.flatMap((event) => (event.kind === "warning" ? [event.text] : []));
  assert.equal(told, ["the model ends in logits: sigmoid makes probabilities of them"]);
  await network.close();
});

test.run();
