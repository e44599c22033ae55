import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fingerprintOf, groupPairs, hashDistance, perceptualHash, similarPairs } from "../../../src/data/index.js";
import { anyPicture } from "../support.js";
import { changes, face, mirrored } from "./pictures.js";

const faces = Array.from({ length: 40 }, (_, seed) => face(seed));

test("a copy is near its original, other photographs are not", async () => {
  for (const [name, change] of Object.entries(changes)) {
    for (const picture of faces.slice(0, 8)) {
      const distance = hashDistance(perceptualHash(picture), perceptualHash(await change(picture)));
      assert.ok(distance <= 10, `${name}: ${distance} bits`);
    }
  }
  assert.equal(similarPairs(faces.map(fingerprintOf)), []);
});

test("every kind of copy is found among other photographs, and nothing else", async () => {
  const copies = await Promise.all(Object.values(changes).map((change) => change(faces[0]!)));
  const pictures = [...faces, ...copies];
  const groups = groupPairs(pictures.length, similarPairs(pictures.map(fingerprintOf)));
  assert.equal(
    [...groups],
    pictures.map((_, index) => (index < faces.length ? index : 0)),
  );
});

test("mirroring inverts the odd frequencies alone", () => {
  const { even, odd } = perceptualHash(faces[1]!);
  assert.equal(perceptualHash(mirrored(faces[1]!)), { even, odd: ~odd >>> 0 });
});

test("the hashes' distance is symmetric, 0 to the picture itself, and at most 48", () =>
  fc.assert(
    fc.property(anyPicture, anyPicture, (a, b) => {
      const [first, second] = [perceptualHash(a), perceptualHash(b)];
      assert.is(hashDistance(first, first), 0);
      assert.is(hashDistance(first, second), hashDistance(second, first));
      assert.ok(hashDistance(first, second) <= 48);
    }),
    { numRuns: 30 },
  ));

test("pictures of one color have nothing in common", () => {
  const plain = { width: 4, height: 4, data: new Uint8Array(48).fill(90) };
  assert.equal(perceptualHash(plain), { even: 0, odd: 0 });
  assert.equal(similarPairs([plain, plain].map(fingerprintOf)), []);
});

test("photographs with one layout are told apart by their pixels", () => {
  const [first, second] = faces.map(fingerprintOf);
  const disguised = { ...second!, hash: first!.hash };
  assert.equal(similarPairs([first!, disguised]), []);
  assert.equal(similarPairs([first!, disguised], { minimumCorrelation: -1 }), [[0, 1]]);
  assert.equal(similarPairs([first!, second!], { maximumDistance: 64, minimumCorrelation: -1 }), [[0, 1]]);
});

const anyPairs = fc.integer({ min: 1, max: 40 }).chain((count) => {
  const member = fc.nat({ max: count - 1 });
  return fc.record({ count: fc.constant(count), pairs: fc.array(fc.tuple(member, member), { maxLength: 40 }) });
});

test("groups are the connected parts, named by their first members", () =>
  fc.assert(
    fc.property(anyPairs, ({ count, pairs }) => {
      const names = Array.from({ length: count }, (_, index) => index);
      for (let round = 0; round < count; round += 1) {
        for (const [a, b] of pairs) names[a] = names[b] = Math.min(names[a]!, names[b]!);
      }
      assert.equal([...groupPairs(count, pairs)], names);
    }),
  ));

test.run();
