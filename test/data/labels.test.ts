import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LabelBinarizer, pick, toCategorical, trainTestSplit } from "../../src/data/index.js";

test("two classes give one column, and toCategorical makes two of it", () => {
  const labels = ["with_mask", "without_mask", "with_mask"];
  const binarizer = LabelBinarizer.fit(labels);
  const column = binarizer.transform(labels);
  assert.equal(column.shape, [3, 1]);
  assert.equal([...column.values], [0, 1, 0]);
  const rows = toCategorical(column);
  assert.equal(rows.toArray(), [
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
  assert.equal(binarizer.inverseTransform(column), labels);
  assert.equal(binarizer.inverseTransform(rows), labels);
});

test("labels survive the way there and back", () =>
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "é", "10", "9", ""), { minLength: 1 }), (labels) => {
      const binarizer = LabelBinarizer.fit(labels);
      assert.equal(binarizer.inverseTransform(binarizer.transform(labels)), labels);
      assert.equal(pick(binarizer.classes, binarizer.indexesOf(labels)), labels);
    }),
  ));

test("labels and indexes that are not known are refused", () => {
  const binarizer = LabelBinarizer.fit(["cat", "dog"]);
  assert.throws(() => binarizer.transform(["dog", "cow"]), /expected one of "cat", "dog", got "cow" at position 1/);
  assert.throws(() => toCategorical([0, 2], 2), /expected indexes from 0 to 1, got 2 at position 1/);
  assert.throws(() => LabelBinarizer.fit([]), /at least one label/);
});

const anySplit = fc.record({
  labels: fc.array(fc.constantFrom("a", "b", "c"), { minLength: 30, maxLength: 80 }),
  testSize: fc.constantFrom(0.1, 0.2, 0.25, 0.5, 7),
  seed: fc.integer(),
  stratified: fc.boolean(),
});

test("both parts together are all examples once, in scikit-learn's numbers, and the seed decides", () =>
  fc.assert(
    fc.property(anySplit, ({ labels, testSize, seed, stratified }) => {
      const counts = new Map(labels.map((label) => [label, labels.filter((other) => other === label).length]));
      if ([...counts.values()].some((count) => count < 2)) return;
      const options = { testSize, seed, ...(stratified ? { stratify: labels } : {}) };
      const { train, test: held } = trainTestSplit(labels.length, options);
      assert.is(held.length, testSize < 1 ? Math.ceil(testSize * labels.length) : testSize);
      assert.equal(
        [...train, ...held].sort((a, b) => a - b),
        [...labels.keys()],
      );
      assert.equal(trainTestSplit(labels.length, options), { train, test: held });
      if (!stratified) return;
      for (const [label, count] of counts) {
        const share = (count * held.length) / labels.length;
        assert.ok(Math.abs(pick(labels, held).filter((other) => other === label).length - share) < 1);
      }
    }),
  ));

test("another seed gives another split, and no shuffling takes the last", () => {
  assert.not.equal(trainTestSplit(100, { seed: 1 }), trainTestSplit(100, { seed: 2 }));
  const { train, test: held } = trainTestSplit(5, { testSize: 2, shuffle: false });
  assert.equal(
    [[...train], [...held]],
    [
      [0, 1, 2],
      [3, 4],
    ],
  );
});

test("splits that cannot be are refused", () => {
  assert.throws(() => trainTestSplit(1, { testSize: 0.5 }), /splits 1 examples in two, got 0.5/);
  assert.throws(
    () => trainTestSplit(3, { stratify: ["a", "a", "b"], testSize: 1 }),
    /2 or more examples of class "b", got 1/,
  );
  assert.throws(() => trainTestSplit(4, { stratify: ["a", "a", "b", "b"], testSize: 1 }), /one a class, got 3 and 1/);
  assert.throws(() => trainTestSplit(4, { stratify: ["a"] }), /stratify of 4 labels, got 1/);
  assert.throws(() => pick(["a"], [1]), /indexes below 1, got 1/);
});

test.run();
