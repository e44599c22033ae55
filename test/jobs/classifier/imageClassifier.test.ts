import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Picture } from "../../../src/data/picture.js";
import { drawFace } from "../../../src/data/sample/face.js";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import type { JobEvent } from "../../../src/jobs/events.js";
import { encodePng } from "../../support/encodePng.js";

const test = suite("ImageClassifier");
const FACES = 24;
const folder = mkdtempSync(join(tmpdir(), "linnet-classifier-"));
const facesOf = (mask: boolean): Picture[] =>
  Array.from({ length: FACES }, (_, seed) => drawFace({ mask, seed: 2 * seed + (mask ? 0 : 1), size: 96 }));
const [masked, bare] = [facesOf(true), facesOf(false)];
const options = { base: "small", augment: false, hidden: 0, learningRate: 0.02, epochs: 12, batchSize: 8 } as const;
let classifier: ImageClassifier;

/** As a page's canvas gives it. */
function imageData({ width, height, data }: Picture): ImageData {
  const rgba = new Uint8ClampedArray(width * height * 4).map((_, at) =>
    at % 4 === 3 ? 255 : data[Math.floor(at / 4) * 3 + (at % 4)]!,
  );
  return { width, height, data: rgba, colorSpace: "srgb" } as ImageData;
}

test.before(async () => {
  classifier = await ImageClassifier.train({ mask: masked.map(imageData), none: bare }, options);
});

test.after(async () => {
  await classifier.close();
  rmSync(folder, { recursive: true });
});

test("training on pictures in memory tells what it has come to", () => {
  assert.equal(classifier.labels, ["mask", "none"]);
  const { heldOut, interrupted, dataset } = classifier.training!;
  assert.is(interrupted, false);
  assert.is(heldOut.photographs, dataset.split.test.length);
  assert.ok(heldOut.accuracy > 0.8, `${heldOut.accuracy}`);
});

test("closing gives back what predictions took, as often as it is called, and a later one takes it anew", async () => {
  const [face, other] = [masked[0]!, bare[0]!];
  const expected = await classifier.classify([face, other]);
  await Promise.all([classifier.close(), classifier.close()]);
  await classifier.close();
  assert.equal(await classifier.classify([face, other]), expected);
  const [waiting] = await Promise.all([classifier.classify(face), classifier.close()]);
  assert.equal(waiting, expected[0], "what waits is answered before");
  const again = await classifier.evaluate({ mask: masked.slice(0, 2), none: bare.slice(0, 2) });
  assert.is(again.all.photographs, 4);
});

test("a classifier whose program was made with its file answers the same", async () => {
  const path = join(folder, "prepared.safetensors");
  await classifier.save(path);
  const prepared = await ImageClassifier.load(path, { prepare: 1, threads: 1 });
  assert.match(prepared.network.describeBackend(), /1 thread/, "before any prediction");
  assert.equal(await prepared.classify(masked[0]!), await classifier.classify(masked[0]!));
  await prepared.close();
  const error = await ImageClassifier.load(path, { prepare: 0 }).catch((reason: unknown) => reason);
  assert.match(String(error), /load: expected prepare to be a whole number of 1 or more/);
});

test("pixels, bytes, Blobs and paths of one picture get one answer, the most probable class first", async () => {
  const face = masked[0]!;
  const png = encodePng(face);
  const path = join(folder, "face.png");
  writeFileSync(path, png);
  const expected = await classifier.classify(face);
  assert.ok(expected[0]!.probability >= expected[1]!.probability);
  assert.ok(Math.abs(expected[0]!.probability + expected[1]!.probability - 1) < 1e-5);
  for (const input of [imageData(face), png, new Blob([new Uint8Array(png)]), path, new URL(`file://${path}`)])
    assert.equal(await classifier.classify(input), expected);
  const both = await classifier.classify([face, bare[0]!]);
  assert.equal(
    both.map(([best]) => best!.label),
    ["mask", "none"],
  );
  assert.equal(await classifier.classify([]), []);
});

test("how pictures are read is asked for where the model is opened", async () => {
  const png = encodePng(masked[0]!);
  const model = join(folder, "model.safetensors");
  await classifier.save(model);
  const small = await ImageClassifier.load(model, { maximumPixels: 100 });
  const forgiving = await ImageClassifier.load(model, { allowTruncated: true });
  const messageOf = (answer: Promise<unknown>): Promise<string> => answer.then(String, (error: Error) => error.message);
  assert.match(await messageOf(small.classify(png)), "expected at most 100 pixels (maximumPixels)");
  const cut = png.subarray(0, -12);
  assert.match(await messageOf(classifier.classify(cut)), "allowTruncated reads what there is");
  assert.equal(await forgiving.classify(cut), await classifier.classify(png));
  const wrong = ImageClassifier.load(model, { maximum_pixels: 1 } as object);
  assert.match(
    await messageOf(wrong),
    "ImageClassifier.load: unknown option maximum_pixels: did you mean maximumPixels?",
  );
  await Promise.all([small.close(), forgiving.close()]);
});

test("what is no picture is named", async () => {
  const refused = async (input: unknown, reason: RegExp): Promise<void> => {
    const error = await classifier.classify(input as string).then(
      (): never => assert.unreachable() as never,
      (cause: Error) => cause,
    );
    assert.match(error.message, reason);
  };
  await refused(join(folder, "absent.png"), /absent\.png: could not be read/);
  await refused(new Uint8Array(5), /picture 0: expected a JPEG, PNG or WebP picture/);
  await refused({ width: 2, height: 2, data: new Uint8Array(5) }, /picture 0: expected three or four values a pixel/);
  await refused(null, /picture 0: expected a path, bytes, pixels/);
  await refused({}, /picture 0: expected a path, bytes, pixels or what a page can draw, got {}/);
});

test("a saved classifier is the same one, from a path, an address, bytes and a Blob", async () => {
  const path = join(folder, "model.safetensors");
  await classifier.save(path);
  const bytes = readFileSync(path);
  assert.equal(new Uint8Array(bytes), classifier.encode());
  const expected = await classifier.classify(masked[1]!);
  for (const source of [path, new URL(`file://${path}`), new Uint8Array(bytes), new Blob([bytes])]) {
    const loaded = await ImageClassifier.load(source);
    assert.equal(await loaded.classify(masked[1]!), expected);
    assert.is(loaded.training, null);
    await loaded.close();
  }
});

test("evaluate tells apart what the model was trained on", async () => {
  const { trainedOn, unseen, all } = await classifier.evaluate({ mask: masked, none: bare });
  const { dataset, heldOut } = classifier.training!;
  assert.is(all.photographs, 2 * FACES);
  assert.is(trainedOn, dataset.split.train.length);
  assert.is(unseen!.photographs, dataset.split.test.length);
  assert.is(unseen!.accuracy, heldOut.accuracy);
});

test("a photograph that cannot be read is left out, wherever photographs come from", async () => {
  const broken = new File(["no picture"], "broken.png");
  for (const seed of [1, 2]) {
    const left: string[] = [];
    const trained = await ImageClassifier.train(
      { mask: [...masked, broken], none: bare },
      { ...options, epochs: 1, seed, onEvent: (event) => void (event.kind === "leftOut" && left.push(event.file)) },
    );
    assert.equal(left, ["broken.png"]);
    await trained.close();
  }
});

test("the signal ends a training with the model as it is, and every event can be posted", async () => {
  const controller = new AbortController();
  const kinds = new Set<JobEvent["kind"]>();
  const onEvent = (event: JobEvent): void => {
    kinds.add(structuredClone(event).kind);
    if (event.kind === "epoch" && event.epoch === 1) controller.abort();
  };
  const stopped = await ImageClassifier.train(
    { mask: masked, none: bare },
    { ...options, signal: controller.signal, onEvent },
  );
  assert.is(stopped.training!.interrupted, true);
  assert.is(stopped.training!.history.epochs.length, 2);
  assert.equal([...kinds].sort(), ["dataset", "epoch", "plan", "progress", "step"]);
  await stopped.close();
});

test.run();
