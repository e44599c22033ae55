import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  DecodeError,
  type ImageBatch,
  ImageDataGenerator,
  type ImageLoaderOptions,
  imageBatches,
  openImageLoader,
  type PictureSource,
  preprocessInput,
  resize,
} from "../../src/data/index.js";
import { LinnetError, ThreadError } from "../../src/tensor/errors.js";
import { startedThreads } from "../support/startedThreads.js";
import { largestDifference, patterned, rejection } from "./support.js";
import { writePng } from "./writePng.js";

const size = { width: 6, height: 5 };
const pictures = Array.from({ length: 11 }, (_, index) => patterned(4 + index, 12 - index));
const blobOf = (bytes: Uint8Array): Blob => new Blob([new Uint8Array(bytes)]);
/** Half of them as pixels, half as files. */
const sources: readonly PictureSource[] = pictures.map((picture, index) => {
  const { width, height, data } = picture;
  return index % 2 === 0 ? picture : blobOf(writePng(width, height, [...data], { colorType: 2, depth: 8 }));
});
const broken = blobOf(Uint8Array.from("no picture", (letter) => letter.charCodeAt(0)));
const everything = new ImageDataGenerator({ rotationRange: 30, zoomRange: 0.3, horizontalFlip: true, seed: 3 });

async function collect(batches: AsyncIterable<ImageBatch>): Promise<ImageBatch[]> {
  const all: ImageBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

const preprocess = "minusOneToOne";

const load = (options: Partial<ImageLoaderOptions> & { indices?: number[]; epoch?: number }): Promise<ImageBatch[]> =>
  collect(imageBatches({ sources, size, preprocess, batchSize: 4, threads: 0, ...options }));

test("batches that overwrite the one before hold the same numbers, in one memory", async () => {
  const options = {
    sources,
    size,
    preprocess,
    batchSize: 4,
    threads: 0,
    augmenter: everything,
    cacheBytes: 1e6,
  } as const;
  const loader = openImageLoader(options);
  const memories = new Set<ArrayBufferLike>();
  for (const epoch of [0, 1]) {
    const apart = await load({ ...options, epoch });
    memories.clear();
    let place = 0;
    for await (const { images, indices, shape } of loader.batches({ epoch, overwrite: true })) {
      memories.add(images.buffer);
      const wanted = apart[place]!;
      assert.equal([[...images], [...indices], shape], [[...wanted.images], [...wanted.indices], wanted.shape]);
      place += 1;
    }
    assert.equal([place, memories.size], [apart.length, 1]);
  }
  await loader.close();
});

test("batches hold the resized, preprocessed pictures in order", async () => {
  const indices = [10, 3, 3, 0, 1, 2];
  const batches = await load({ indices });
  assert.equal(
    batches.map(({ shape }) => shape),
    [
      [4, 5, 6, 3],
      [2, 5, 6, 3],
    ],
  );
  assert.equal(
    batches.flatMap((batch) => [...batch.indices]),
    indices,
  );
  const wanted = preprocessInput(
    indices.map((index) => resize(pictures[index]!, size)),
    "minusOneToOne",
  );
  assert.ok(
    largestDifference(
      batches.flatMap(({ images }) => [...images]),
      wanted,
    ) < 1e-6,
  );
});

test("threads, prefetch and cache change nothing in what comes out", async () => {
  const once = await load({ augmenter: everything, epoch: 2 });
  for (const options of [
    { threads: 1, prefetch: 0 },
    { threads: 2 },
    { threads: 2, cacheBytes: 400 },
    { cacheBytes: 1e6 },
  ]) {
    const loader = openImageLoader({
      sources,
      size,
      preprocess,
      batchSize: 4,
      threads: 0,
      augmenter: everything,
      ...options,
    });
    try {
      const first = await collect(loader.batches({ epoch: 1 }));
      assert.equal(await collect(loader.batches({ epoch: 2 })), once, JSON.stringify(options));
      assert.not.equal(first, once);
      const plain = await collect(loader.batches({ augment: false }));
      assert.equal(plain, await load({}), JSON.stringify(options));
    } finally {
      await loader.close();
    }
  }
});

test("a function of the user's is called in this thread, before the rescaling", async () => {
  const augmenter = new ImageDataGenerator({ preprocessingFunction: (values) => values.fill(8), rescale: 0.25 });
  for (const threads of [0, 1]) {
    const batches = await load({ augmenter, preprocess: "none", threads });
    assert.ok(batches.every(({ images }) => images.every((value) => value === 2)));
  }
});

test("a picture that cannot be decoded is left out and named, its place filled by the next", async () => {
  const mixed = [...sources.slice(0, 2), broken, "/nowhere/photo.jpg", ...sources.slice(2)];
  for (const threads of [0, 2]) {
    const loader = openImageLoader({ sources: mixed, size, preprocess, batchSize: 4, threads });
    try {
      const batches = await collect(loader.batches());
      assert.equal(
        batches.map((batch) => [...batch.indices]),
        [
          [0, 1, 4, 5],
          [6, 7, 8, 9],
          [10, 11, 12],
        ],
      );
      assert.equal([...loader.skipped.keys()], [2, 3]);
      assert.match(loader.skipped.get(2)!.message, /^picture 2: expected a JPEG, PNG or WebP picture, found text/);
      assert.match(loader.skipped.get(3)!.message, /^\/nowhere\/photo.jpg: could not be read \(ENOENT/);
    } finally {
      await loader.close();
    }
  }
});

test("strict stops at the first picture that cannot be decoded", async () => {
  for (const threads of [0, 2]) {
    const error = await rejection(load({ sources: [...sources, broken], strict: true, threads, batchSize: 2 }));
    assert.instance(error, DecodeError);
    assert.match(error.message, /^picture 11: expected/);
  }
});

test("a loop that is left early stops the threads, and a closed loader says so", async () => {
  for await (const batch of imageBatches({ sources, size, preprocess, batchSize: 1, threads: 2 })) {
    assert.is(batch.indices[0], 0);
    break;
  }
  const loader = openImageLoader({ sources, size, preprocess, threads: 1 });
  await loader.close();
  assert.match((await rejection(collect(loader.batches()))).message, "has been closed");
});

test("a thread's death rejects the batch in work, and the next loop has threads again", async () => {
  const expected = await load({});
  const before = startedThreads.length;
  const loader = openImageLoader({ sources, size, preprocess, batchSize: 4, threads: 2 });
  await collect(loader.batches());
  const pending = rejection(collect(loader.batches()));
  await startedThreads[before]!.terminate();
  const error = await pending;
  assert.instance(error, ThreadError);
  assert.match(error.message, /^picture loader: a thread died: /);
  assert.equal(await collect(loader.batches()), expected);
  assert.is(startedThreads.length, before + 4);
  await loader.close();
});

test("a crop keeps the middle before the resizing", async () => {
  const [batch] = await load({
    sources: [patterned(8, 8)],
    crop: 0.5,
    size: { width: 4, height: 4 },
    preprocess: "none",
  });
  assert.is(batch!.images[0], patterned(8, 8).data[(2 * 8 + 2) * 3]);
});

test("interpolation resizes as Keras's load_img, and stands instead of resizeMethod", async () => {
  const [batch] = await load({ interpolation: "lanczos", preprocess: "none", indices: [4] });
  assert.equal([...batch!.images], [...resize(pictures[4]!, size, "pillowLanczos").data]);
  const both = load({ interpolation: "box", resizeMethod: "nearest" });
  assert.match((await rejection(both)).message, "either resizeMethod or interpolation, got both");
  const unknown = load({ interpolation: "bilinaer" as "box" });
  assert.match(
    (await rejection(unknown)).message,
    /interpolation: expected one of nearest, .*: did you mean "bilinear"\?/,
  );
});

test("arguments of another kind are refused by name", async () => {
  const refused = async (options: object, message: RegExp): Promise<void> => {
    const error = await rejection(load(options));
    assert.instance(error, LinnetError);
    assert.match(error.message, message);
  };
  await refused({ batch_size: 2 }, /imageBatches: unknown option batch_size: did you mean batchSize\?/);
  await refused({ sources: "photographs" }, /sources to be an array, got "photographs"/);
  await refused({ sources: [new Uint8Array(3)] }, /paths, Blobs or pictures, got a Uint8Array of 3 at place 0/);
  await refused({ sources: [{ ...pictures[0], height: 1 }] }, /source 0: expected 12 values for \[1, 4, 3\], got 144/);
  await refused({ size: 6 }, /size to be an object, got 6/);
  await refused({ size: { width: Number.NaN, height: 5 } }, /a width and height of 1 or more pixels, got NaN x 5/);
  await refused({ crop: 2 }, /a fraction above 0 and at most 1, got 2/);
  await refused({ cacheBytes: Number.NaN }, /cacheBytes of 0 or more, got NaN/);
  await refused({ augmenter: { rotationRange: 20 } }, /augmenter to be an ImageDataGenerator, got { rotationRange }/);
  await refused({ resizeMethod: "area2" }, /resizeMethod: expected one of bilinear, .*: did you mean "area"\?/);
  for (const [wrong, words] of [
    [[-1], "-1"],
    [[1.5], "1.5"],
    [[Number.NaN], "NaN"],
    [["2"], '"2"'],
  ] as const)
    await refused({ indices: wrong }, new RegExp(`indices below 11, got ${words}`));
  await refused({ indices: 3 }, /indices in an array, got 3/);
  const loader = openImageLoader({ sources, size, preprocess, threads: 0 });
  const error = await rejection(collect(loader.batches({ indexes: [0] } as never)));
  assert.match(error.message, /batches: unknown option indexes: did you mean indices\?/);
  await loader.close();
});

test("a batch is no larger than the pictures there are, and one beyond memory is refused", async () => {
  const [batch] = await load({ batchSize: 999999999 });
  assert.equal(batch!.shape, [11, 5, 6, 3]);
  const many = Array.from({ length: 20_000 }, () => pictures[0]!);
  const huge = await rejection(load({ size: { width: 16384, height: 16384 }, sources: many, batchSize: 1e9 }));
  assert.match(huge.message, /a batch of \d+ numbers does not fit into memory/);
  const wide = await rejection(load({ size: { width: 20000, height: 20000 } }));
  assert.match(wide.message, /at most 65535 rows and columns and 268435456 pixels, got 20000 x 20000/);
});

test("no picture gives no batch, and wrong arguments are refused by name", async () => {
  assert.equal(await load({ sources: [] }), []);
  assert.match((await rejection(load({ indices: [11] }))).message, "expected indices below 11, got 11");
  assert.match((await rejection(load({ batchSize: 0 }))).message, "batchSize to be a whole number of 1 or more, got 0");
  assert.match((await rejection(load({ preprocess: "keras" as "none" }))).message, 'got "keras"');
  assert.match((await rejection(load({ threads: 1.5 }))).message, "threads to be a whole number of 0 or more, got 1.5");
});

test("behind a round a loader leaves its memory to others", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  /** Memory that is found free is given back a little later. */
  const heldBytes = async (): Promise<number> => {
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collectGarbage();
    }
    return process.memoryUsage().external;
  };
  const large = Array.from({ length: 64 }, () => pictures[0]!);
  const loader = openImageLoader({ sources: large, size: { width: 128, height: 128 }, preprocess, threads: 1 });
  // In a frame of its own, which holds the last batch.
  const goThrough = async (epoch: number): Promise<void> => {
    for await (const { shape } of loader.batches({ epoch, overwrite: true })) assert.is(shape[0], 32);
  };
  const before = await heldBytes();
  for (const epoch of [0, 1]) {
    await goThrough(epoch);
    const megabytes = ((await heldBytes()) - before) / 1e6;
    assert.ok(megabytes < 2, `${megabytes.toFixed(1)} MB behind epoch ${epoch}`);
  }
  await loader.close();
});

test.run();
