import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { reusePrograms } from "../../src/backends/reusePrograms.js";
import { Dense, Dropout, input } from "../../src/layers/index.js";
import { Adam } from "../../src/optim/adam.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Sequential } from "../../src/train/sequential.js";
import { randomTensor } from "../support/compare.js";

const x = randomTensor([10, 6], "reused");
const y = Tensor.from(
  Float32Array.from({ length: 20 }, (_, index) => (index + (index >> 1)) % 2),
  [10, 2],
);

interface Head {
  readonly learningRate?: number;
  readonly rate?: number;
  readonly units?: number;
}

/** A head after two epochs, as its weights. */
async function train(backend: Backend, { learningRate = 0.1, rate = 0.5, units = 4 }: Head) {
  const head = new Sequential([
    input({ shape: [6] }),
    new Dense({ units, activation: "relu" }),
    new Dropout({ rate }),
    new Dense({ units: 2, activation: "softmax" }),
  ]);
  head.compile({ optimizer: new Adam({ learningRate }), loss: "categoricalCrossentropy", backend });
  await head.fit(x, y, { epochs: 2, batchSize: 4 });
  return head.parameters.map(({ values }) => [...values]);
}

/** The reference backend, and how many programs it made and closed. */
function counted() {
  const counts = { compiled: 0, closed: 0 };
  const backend: Backend = {
    ...referenceBackend,
    compile: async (plan) => {
      counts.compiled += 1;
      const program = await referenceBackend.compile(plan);
      const close = async (): Promise<void> => {
        counts.closed += 1;
      };
      return { ...program, close };
    },
  };
  return { counts, backend };
}

test("models of one shape share programs and nothing else", async () => {
  const { counts, backend } = counted();
  const reusing = reusePrograms(backend);
  for (const learningRate of [0.1, 0.01, 0.1]) {
    assert.equal(await train(reusing, { learningRate }), await train(referenceBackend, { learningRate }));
  }
  assert.equal(counts, { compiled: 2, closed: 0 }, "a program for the whole batches, and one for the last");
  await reusing.close();
  assert.is(counts.closed, 2);
});

test("what differs in a shape or in a number has a program of its own", async () => {
  const { counts, backend } = counted();
  const reusing = reusePrograms(backend);
  for (const head of [{}, { rate: 0.4 }, { units: 5 }]) {
    assert.equal(await train(reusing, head), await train(referenceBackend, head));
  }
  assert.is(counts.compiled, 6);
  await reusing.close();
});

test.run();
