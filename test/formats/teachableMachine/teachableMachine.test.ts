// Exports of Teachable Machine: what lies beside their models, and zips of all of it.

import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OpenedFile, Siblings } from "../../../src/formats/opened.js";
import { openFile } from "../../../src/formats/openFile.js";
import { withLabels } from "../../../src/formats/teachableMachine/labels.js";
import { readMetadata } from "../../../src/formats/teachableMachine/metadata.js";
import { writeZip } from "../../../src/formats/zip/writeZip.js";
import { sharedPath } from "../../support/shared.js";

const preprocessing = { mode: "minusOneToOne", resize: "bilinear", crop: 1 };
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const beside =
  (files: { readonly [name: string]: string }): Siblings =>
  async (name) =>
    files[name] === undefined ? null : bytesOf(files[name]);

function modelOf(shape: readonly number[]): OpenedFile {
  const input = { className: "InputLayer", name: "input", trainable: true, config: { shape }, inputs: [] };
  return { format: "Keras HDF5", tensors: new Map(), metadata: {}, network: { name: "model", layers: [input] } };
}

const labeled = (text: string, model = modelOf([224, 224, 3])): Promise<OpenedFile> =>
  withLabels(model, { file: "keras_model.h5", siblings: beside({ "labels.txt": text }) });

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: Error) => error.message,
  );
}

test("labels are lines with numbers, in any writing", async () => {
  assert.equal((await labeled("0 바위\n1 With Mask\r\n2 x\n")).use, {
    classes: ["바위", "With Mask", "x"],
    preprocessing,
  });
});

test("labels of other programs are passed over", async () => {
  for (const text of ["cat\ndog\n", "1 cat\n2 dog\n", "0 cat\n2 dog", ""])
    assert.is((await labeled(text)).use, undefined);
  assert.is((await withLabels(modelOf([2]), { file: "a.h5", siblings: async () => null })).use, undefined);
});

test("a model that names its classes itself keeps them", async () => {
  const own = { ...modelOf([224, 224, 3]), use: { classes: ["a", "b"] } };
  assert.equal((await labeled("0 x\n1 y", own)).use, { classes: ["a", "b"] });
});

test("a model of sounds is refused", async () => {
  assert.match(
    await messageOf(labeled("0 Noise\n1 Clap", modelOf([44032]))),
    /^keras_model\.h5: expected a model of pictures beside labels\.txt, got one for \[44032\], as of Teachable Machine for sounds/,
  );
});

test("metadata of poses and sounds is refused, and that of others passed over", async () => {
  const read = (metadata: object): Promise<unknown> =>
    readMetadata("model.json", beside({ "metadata.json": JSON.stringify(metadata) }));
  assert.match(
    await messageOf(read({ labels: ["a"], packageName: "@teachablemachine/pose" })),
    /^model\.json: it is a model of Teachable Machine of poses/,
  );
  assert.match(await messageOf(read({ wordLabels: ["Background Noise"] })), /of Teachable Machine of sounds/);
  assert.match(await messageOf(read({ labels: [1] })), /^metadata\.json beside model\.json: expected "labels"/);
  assert.is(await read({ name: "something else" }), null);
});

const interop = sharedPath("interop", "exports of Teachable Machine");

/** The files of a folder as a zip, in a folder of their own as some programs pack them. */
function zipOf(folder: string, within: string): Uint8Array {
  const files = readdirSync(`${interop}/${folder}`).map(
    (name) => [name, readFileSync(`${interop}/${folder}/${name}`)] as const,
  );
  const entries = files.map(([name, content]) => [`${within}${name}`, new Uint8Array(content)] as const);
  return writeZip(new Map([...entries, [`__MACOSX/${within}._model.json`, bytesOf("x")]]), { level: 1 });
}

if (interop !== null)
  for (const [folder, classes] of [
    ["teachable-machine-tfjs/2mxnxu+Rock-Paper-Scissors", ["바위", "보", "가위"]],
    ["teachable-machine-keras/2nithing+mask_detector_gradio", ["With Mask", "Without Mask"]],
    ["tflite/bangseongmin+MaskDetection", ["On-Mask", "No-Mask", "Off-Mask"]],
  ] as const)
    test(`${folder} is opened as a zip`, async () => {
      for (const within of ["", "export/"]) {
        const { use } = await openFile(zipOf(folder, within), "export.zip");
        assert.equal(use, { classes, preprocessing });
      }
    });

test("a zip with two models, or none, is refused by what it holds", async () => {
  const zip = (...names: readonly string[]): Uint8Array =>
    writeZip(new Map(names.map((name) => [name, bytesOf("x")])), { level: 0 });
  assert.match(
    await messageOf(openFile(zip("a.h5", "b.h5"), "two.zip")),
    /^two\.zip: .* got one that holds "a\.h5", "b\.h5"$/,
  );
  assert.match(await messageOf(openFile(zip("a.txt"), "none.zip")), /^none\.zip: .* got one that holds "a\.txt"$/);
});

test.run();
