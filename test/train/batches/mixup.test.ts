// mixup: what the batches hold, that they belong to seed, epoch and step, and that a frozen base runs on all of them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { Dense, input } from "../../../src/layers/index.js";
import { SGD } from "../../../src/optim/sgd.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { arraySource } from "../../../src/train/batches/batchSource.js";
import { mixup } from "../../../src/train/batches/mixup.js";
import { Sequential } from "../../../src/train/sequential.js";
import { assertClose } from "../../support/compare.js";

/** Each example is its number: in x as n and 10 n, in y as it is, and as its weight. What became of it can be read off. */
const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
const x = Tensor.from(Float32Array.from(numbers.flatMap((n) => [n, 10 * n])), [20, 2]);
const y = Tensor.from(Float32Array.from(numbers), [20, 1]);

const plain = arraySource(x, y, { batchSize: 8, shuffle: false, sampleWeight: numbers });

async function batchesOf({ alpha = 0.4, seed = 1, epoch = 0 }): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of mixup(plain, { alpha, seed }).epoch(epoch)) {
    assert.is(batch.x.length, 2 * batch.count);
    batch.y.forEach((value, row) => {
      assertClose(
        [batch.x[2 * row]!, batch.x[2 * row + 1]!, batch.weights![row]!],
        [value, 10 * value, value],
        1e-6,
        "row",
      );
    });
    batches.push([...batch.y]);
  }
  return batches;
}

/** The share of a batch, found from its rows: each moved by (1 - share) times a difference of two whole numbers. */
function isMixOf(mixed: readonly number[], originals: readonly number[]): boolean {
  const candidates = new Set<string>();
  const [first] = originals;
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-4;
  for (const partner of originals) {
    if (partner === first) continue;
    const share = (mixed[0]! - partner) / (first! - partner);
    if (share < 0 || share > 1) continue;
    const partners = mixed.map((value, row) =>
      originals.find((other) => near(value, share * originals[row]! + (1 - share) * other)),
    );
    if (partners.every((other) => other !== undefined) && new Set(partners).size === originals.length) {
      candidates.add(partners.join());
    }
  }
  return candidates.size > 0;
}

test("a batch is mixed with itself in another order, by one share, x and y and weights alike", async () => {
  for (const epoch of [0, 1, 2]) {
    const batches = await batchesOf({ epoch });
    assert.equal(
      batches.map(({ length }) => length),
      [8, 8, 4],
    );
    batches.forEach((mixed, step) => {
      const originals = numbers.slice(8 * step, 8 * step + mixed.length);
      assertClose([mixed.reduce((a, b) => a + b)], [originals.reduce((a, b) => a + b)], 1e-5, "the sum stays");
      const keepsFirst = Math.abs(mixed[0]! - originals[0]!) < 1e-4;
      assert.ok(keepsFirst || isMixOf(mixed, originals), `${mixed}`);
    });
  }
});

test("shares and pairs belong to seed, epoch and step", async () => {
  const first = await batchesOf({});
  assert.equal(await batchesOf({}), first);
  assert.not.equal(await batchesOf({ seed: 2 }), first);
  assert.not.equal(await batchesOf({ epoch: 1 }), first);
});

test("shares are drawn from Beta(alpha, alpha)", async () => {
  // One pair a batch: (1, 2) becomes (1 + d, 2 - d) where it is mixed at all, d being 1 - share.
  const pair = arraySource(x.slice(0, 2), y.slice(0, 2), { batchSize: 2, shuffle: false });
  for (const alpha of [0.2, 1, 4]) {
    const shares: number[] = [];
    const source = mixup(pair, { alpha });
    for (let epoch = 0; epoch < 4000; epoch += 1) {
      for await (const batch of source.epoch(epoch)) if (batch.y[0] !== 1) shares.push(2 - batch.y[0]!);
    }
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    assertClose([mean], [0.5], 0.06, `mean of Beta(${alpha}, ${alpha})`);
    assertClose([variance], [1 / (4 * (2 * alpha + 1))], 0.1, `variance of Beta(${alpha}, ${alpha})`);
  }
});

test("fit mixes, and then the frozen base runs in every epoch", async () => {
  const trained = async (mix?: number) => {
    const model = new Sequential([
      input({ shape: [2] }),
      new Dense({ name: "base", units: 3, activation: "tanh", trainable: false }),
      new Dense({ name: "head", units: 1 }),
    ]);
    model.compile({ optimizer: new SGD({ learningRate: 0.01 }), loss: "meanSquaredError", backend: referenceBackend });
    let plan = "";
    const onPlan = (explanation: string): void => {
      plan = explanation;
    };
    const options = { epochs: 2, batchSize: 8, onPlan, ...(mix !== undefined && { mixup: mix }) };
    const { features } = await model.fit(x, y, options);
    return { plan, features, head: [...model.getLayer("head").parameters[0]!.values] };
  };
  const [mixed, plainly] = [await trained(1), await trained()];
  assert.match(mixed.plan, /every augmented picture of every epoch/);
  assert.is(mixed.features, null);
  assert.not.equal(mixed.head, plainly.head);
  assert.equal((await trained(1)).head, mixed.head);
});

test("an alpha that is none is named", () => {
  assert.throws(() => mixup(plain, { alpha: 0 }), /mixup: expected alpha to be a number above 0, got 0/);
});

test.run();
