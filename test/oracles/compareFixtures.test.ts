import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareFixtures } from "./compareFixtures.js";

test("numbers are compared with the largest of their list", () => {
  const before = { "made by": "Keras 3", cases: [{ values: [0, 100, Number.NaN] }], rate: 2 };
  assert.equal(compareFixtures(before, { ...before, "made by": "Keras 4" }), { error: 0, place: null, others: [] });
  const now = { "made by": "", cases: [{ values: [1, 100, Number.NaN] }], rate: 2 };
  assert.equal(compareFixtures(before, now), { error: 0.01, place: "/cases/0/values/0", others: [] });
});

test("a number that is none any more is infinitely far", () => {
  assert.is(compareFixtures([1, 2], [1, Number.NaN]).error, Number.POSITIVE_INFINITY);
  assert.is(
    compareFixtures([1, Number.POSITIVE_INFINITY], [1, Number.NEGATIVE_INFINITY]).error,
    Number.POSITIVE_INFINITY,
  );
});

test("texts, keys and lengths that differ are listed", () => {
  const { others } = compareFixtures({ note: "a", list: [1], gone: 1 }, { note: "b", list: [1, 2], new: null });
  assert.equal(
    others.map(({ place }) => place),
    ["/note", "/list", "/gone", "/new"],
  );
});

test.run();
