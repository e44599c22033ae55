import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LabelBinarizer, labeledPictures, toCategorical, trainTestSplit } from "../../src/data/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

function entriesAt<T>(list: readonly T[], indexes: ArrayLike<number>): T[] {
  return Array.from(indexes, (index) => list[index]!);
}

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
      assert.equal(entriesAt(binarizer.classes, binarizer.indexesOf(labels)), labels);
    }),
  ));

test("labels and indexes that are not known are refused", () => {
  const binarizer = LabelBinarizer.fit(["cat", "dog"]);
  assert.throws(() => binarizer.transform(["dog", "cow"]), /expected one of "cat", "dog", got "cow" at position 1/);
  assert.throws(() => toCategorical([0, 2], 2), /expected indexes from 0 to 1, got 2 at position 1/);
  assert.throws(() => LabelBinarizer.fit([]), /at least one label/);
});

interface LearnFixture {
  readonly binarizer: readonly {
    readonly labels: readonly string[];
    readonly classes: readonly string[];
    readonly transform: FixtureTensor;
    readonly inverse: readonly string[];
  }[];
  readonly splits: readonly {
    readonly length: number;
    readonly testSize: number;
    readonly classes: readonly number[] | null;
    /** The sizes of both parts, and how many of each class are held out, in every way that thirty seeds gave. */
    readonly seen?: readonly (readonly number[])[];
    readonly error?: string;
  }[];
}

const learn = readFixture<LearnFixture>("sklearn");

for (const { labels, classes, transform, inverse } of learn.binarizer) {
  test(`LabelBinarizer of ${JSON.stringify(labels)} is scikit-learn's`, () => {
    const binarizer = LabelBinarizer.fit(labels);
    assert.equal(binarizer.classes, classes);
    const rows = binarizer.transform(labels);
    assert.equal([rows.shape, [...rows.values]], [transform.shape, transform.values]);
    assert.equal(binarizer.inverseTransform(rows), inverse);
  });
}

for (const { length, testSize, classes, seen } of learn.splits) {
  test(`the counts of ${length} examples of classes ${classes}, testSize ${testSize}, are scikit-learn's`, () => {
    const stratify = classes?.flatMap((count, label) => Array.from({ length: count }, () => label));
    const split = (seed: number) => trainTestSplit(length, { testSize, seed, ...(stratify && { stratify }) });
    if (seen === undefined) {
      assert.throws(() => split(0), /of class "0", got 1|one a class, got 4 and 1/);
      return;
    }
    const found = new Set(
      Array.from({ length: 30 }, (_, seed) => {
        const { train, test: held } = split(seed);
        const counts = (classes ?? []).map((_, label) => held.filter((index) => stratify![index] === label).length);
        return JSON.stringify([train.length, held.length, ...counts]);
      }),
    );
    assert.equal([...found].sort(), seen.map((counts) => JSON.stringify(counts)).sort());
  });
}

test("toCategorical's rows go on from a tensor's shape, as Keras's", () => {
  const shapeOf = (shape: readonly number[]) => toCategorical(Tensor.from(new Float32Array(4), shape), 3).shape;
  assert.equal([[4], [4, 1], [2, 2], [2, 2, 1]].map(shapeOf), [
    [4, 3],
    [4, 3],
    [2, 2, 3],
    [2, 2, 3],
  ]);
});

test("arguments of another kind are refused by name", () => {
  const refused = (run: () => unknown, message: RegExp): void => {
    assert.throws(run, (error: unknown) => error instanceof LinnetError && message.test(error.message));
  };
  refused(() => toCategorical(null as never), /indexes in an array or a tensor, got null/);
  refused(() => toCategorical(["a"] as never), /whole numbers of 0 or more, got "a" at position 0/);
  refused(() => toCategorical([0, -1]), /whole numbers of 0 or more, got -1 at position 1/);
  refused(() => toCategorical([0], Number.NaN), /numClasses to be a whole number of 1 or more, got NaN/);
  refused(() => toCategorical([0, 1], 1e10), /an array of 20000000000 numbers does not fit into memory/);
  refused(() => trainTestSplit(1e12), /the number of examples, got 1000000000000/);
  refused(() => LabelBinarizer.fit("cat" as never), /labels in an array, got "cat"/);
  refused(() => LabelBinarizer.fit([1, 2] as never), /expected strings, got 1 at position 0/);
  refused(() => LabelBinarizer.fit(["a"]).inverseTransform([[0]] as never), /a tensor of rows, got an array of 1/);
  const many = LabelBinarizer.fit(Array.from({ length: 500 }, (_, place) => `class ${place}`));
  refused(() => many.transform(["cow"]), /and 490 more, got "cow" at position 0/);
  refused(() => trainTestSplit([1, 2, 3] as never), /the number of examples, got an array of 3/);
  refused(() => trainTestSplit(Number.NaN), /the number of examples, got NaN/);
  refused(() => trainTestSplit(10, { test_size: 0.2 } as never), /unknown option test_size: did you mean testSize\?/);
  refused(() => trainTestSplit(10, { testSize: Number.NaN }), /a testSize that splits 10 examples in two, got NaN/);
  refused(() => trainTestSplit(4, { stratify: null } as never), /stratify in an array, got null/);
  refused(() => trainTestSplit(2, { stratify: [{}, {}] } as never), /numbers or strings, got {} at place 0/);
  refused(() => labeledPictures({ cat: "cat.jpg" } as never), /an array of pictures of class "cat", got "cat.jpg"/);
  refused(() => labeledPictures(["cat.jpg"] as never), /of each class by its name, got an array of 1/);
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
        assert.ok(Math.abs(entriesAt(labels, held).filter((other) => other === label).length - share) < 1);
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

/** Three of each class that stand alone, so that a split is possible whatever the others are. */
const alone = ["a", "b", "c"].flatMap((label) => [101, 102, 103].map((group) => ({ label, group: label + group })));
const anyExample = fc.record({ label: fc.constantFrom("a", "b", "c"), group: fc.nat({ max: 60 }).map(String) });
const anyGroupedSplit = fc.record({
  examples: fc.array(anyExample, { minLength: 60, maxLength: 120 }).map((examples) => [...examples, ...alone]),
  testSize: fc.constantFrom(0.1, 0.2, 0.5),
  seed: fc.integer(),
});

test("no group is on both sides, and every index on one", () =>
  fc.assert(
    fc.property(anyGroupedSplit, ({ examples, testSize, seed }) => {
      const groups = examples.map(({ group }) => group);
      const stratify = examples.map(({ label }) => label);
      const options = { testSize, seed, groups, stratify };
      const { train, test: held } = trainTestSplit(examples.length, options);
      assert.equal(
        [...train, ...held].sort((a, b) => a - b),
        [...examples.keys()],
      );
      const trained = new Set(entriesAt(groups, train));
      assert.not.ok(entriesAt(groups, held).some((group) => trained.has(group)));
      assert.equal(new Set(entriesAt(stratify, held)), new Set(stratify));
      assert.equal(new Set(entriesAt(stratify, train)), new Set(stratify));
      assert.equal(trainTestSplit(examples.length, options), { train, test: held });
    }),
  ));

test("groups of one class leave each class within half of its largest group of what is asked", () =>
  fc.assert(
    fc.property(anyGroupedSplit, ({ examples, testSize, seed }) => {
      const stratify = examples.map(({ label }) => label);
      const groups = examples.map(({ label, group }) => `${label} ${group}`);
      const { test: held } = trainTestSplit(examples.length, { testSize, seed, groups, stratify });
      for (const label of new Set(stratify)) {
        const count = (list: readonly string[], wanted: string) => list.filter((other) => other === wanted).length;
        const largest = Math.max(...groups.filter((name) => name.startsWith(label)).map((name) => count(groups, name)));
        const share = (count(stratify, label) * Math.ceil(testSize * examples.length)) / examples.length;
        const found = count(entriesAt(stratify, held), label);
        assert.ok(Math.abs(found - share) < largest / 2 + 1, `${label}: ${found} for ${share}, groups of ${largest}`);
      }
    }),
  ));

test("groups of one example each are a split like any other, and large groups have their chance", () => {
  const groups = Array.from({ length: 50 }, (_, index) => index);
  assert.is(trainTestSplit(50, { testSize: 0.3, groups }).test.length, 15);
  const half = [...new Uint8Array(20), ...groups.slice(0, 20).map((index) => index + 1)];
  const sides = Array.from({ length: 40 }, (_, seed) =>
    trainTestSplit(40, { testSize: 0.5, groups: half, seed }).test.includes(0),
  );
  assert.ok(sides.includes(true) && sides.includes(false));
});

test("a group that is no longer one moves few of the others", () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99 }), fc.nat(), (place, seed) => {
      const groups = Array.from({ length: 200 }, (_, index) => Math.floor(index / 2));
      const parted = groups.map((group, index) => (index === 2 * place ? 100 : group));
      const options = { testSize: 0.2, seed, stratify: groups.map((group) => group % 2) };
      const before = new Set(trainTestSplit(200, { ...options, groups }).test);
      const moved = [...trainTestSplit(200, { ...options, groups: parted }).test].filter((index) => !before.has(index));
      assert.ok(moved.length <= 3, `${moved.length} of 40`);
    }),
  ));

test("where groups leave a side without a class, one is moved, or the split refused", () => {
  const { train, test: held } = trainTestSplit(30, {
    testSize: 3,
    groups: Array.from({ length: 30 }, (_, at) => at % 3),
  });
  assert.equal([train.length, held.length], [20, 10]);
  assert.throws(
    () => trainTestSplit(6, { testSize: 0.5, stratify: "aaabbb".split(""), groups: [0, 0, 0, 1, 2, 3] }),
    /some of every class, got class "a" in 1 of them/,
  );
  assert.throws(() => trainTestSplit(4, { groups: [1] }), /groups of 4 labels, got 1/);
  assert.throws(() => trainTestSplit(2, { testSize: 1, groups: [1, 2], shuffle: false }), /where groups is given/);
});

test("splits that cannot be are refused", () => {
  assert.throws(() => trainTestSplit(1, { testSize: 0.5 }), /splits 1 examples in two, got 0.5/);
  assert.throws(
    () => trainTestSplit(3, { stratify: ["a", "a", "b"], testSize: 1 }),
    /2 or more examples of class "b", got 1/,
  );
  assert.throws(() => trainTestSplit(4, { stratify: ["a", "a", "b", "b"], testSize: 1 }), /one a class, got 3 and 1/);
  assert.throws(() => trainTestSplit(4, { stratify: ["a"] }), /stratify of 4 labels, got 1/);
});

test.run();
