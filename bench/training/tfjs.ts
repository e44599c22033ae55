// The head's training step in TensorFlow.js, in a process of its own. It has no WebAssembly kernels for the gradients of
// convolutions.

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { startTfjs } from "../peers/tfjs.ts";
import { readWeights } from "../peers/weights.ts";
import { serve } from "../serve.ts";
import { type TrainingReady, waves, works } from "./work.ts";

const { batch: BATCH, stepsATurn } = works.head;

interface Head {
  readonly variables: readonly tf.Variable[];
  readonly loss: () => tf.Scalar;
}

function head(dropout: number): Head {
  const variables = [...readWeights(process.argv[2]!).values()].map(({ shape, values }) =>
    tf.variable(tf.tensor(values, [...shape])),
  );
  const [w1, b1, w2, b2] = variables as [tf.Variable<tf.Rank.R2>, tf.Variable, tf.Variable<tf.Rank.R2>, tf.Variable];
  const x = tf.tensor2d(waves(BATCH * 1280), [BATCH, 1280]);
  const classes = Array.from({ length: BATCH }, (_, index) => index % 2);
  const y = tf.oneHot(tf.tensor1d(classes, "int32"), 2);
  const loss = (): tf.Scalar => {
    const active: tf.Tensor2D = tf.relu(tf.add(tf.matMul(x, w1), b1));
    const hidden = dropout === 0 ? active : (tf.dropout(active, dropout) as tf.Tensor2D);
    const logits = tf.add(tf.matMul(hidden, w2), b2);
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
  };
  return { variables, loss };
}

async function step({ variables, loss }: Head, optimizer: tf.Optimizer): Promise<number> {
  const cost = optimizer.minimize(loss, true, [...variables])!;
  const [value] = await cost.data();
  cost.dispose();
  return value!;
}

await startTfjs("wasm");
const checked = { model: head(0), optimizer: tf.train.adam(1e-3) };
const losses: number[] = [];
for (let count = 0; count < 3; count += 1) losses.push(await step(checked.model, checked.optimizer));
const [model, optimizer] = [head(0.5), tf.train.adam(1e-3)];
const weights = model.variables.reduce((total, { size }) => total + size, 0);
await step(model, optimizer);
const ready: TrainingReady = { weights, losses };
await serve(ready, async () => {
  // The process was stopped.
  await step(model, optimizer);
  const start = performance.now();
  for (let count = 0; count < stepsATurn; count += 1) await step(model, optimizer);
  return { milliseconds: (performance.now() - start) / stepsATurn };
});
