// What a file is that is none of weights or a model, as people come to have one under such a name.

import { LinnetError } from "../tensor/errors.js";
import { looksLikeSavedModel } from "./detectFormat.js";

const READ = "linnet reads safetensors, Keras .keras and .h5, TensorFlow.js, TFLite, ONNX, PyTorch .pth and NumPy .npz";

const exported = "export the model to .keras or to TFLite";

const signatures: readonly { readonly text: string; readonly at?: number; readonly what: string }[] = [
  {
    text: "version https://git-lfs.github.com/",
    what: "a pointer of git-lfs, which stands for a file: fetch it with `git lfs pull`",
  },
  { text: "\xff\xd8\xff", what: "a JPEG picture" },
  { text: "\x89PNG\r\n", what: "a PNG picture" },
  { text: "WEBP", at: 8, what: "a WebP picture" },
  { text: "\x1f\x8b", what: "a gzip file: unpack it first" },
  { text: "ustar", at: 257, what: "a tar archive: unpack it first" },
];

/** As many bytes as tell a tar archive. */
const START = 512;

/** Refuses bytes of no format that linnet reads, by what they are. */
export function refuseUnknown(bytes: Uint8Array, file: string): never {
  const found = whatIs(bytes.subarray(0, START));
  throw new LinnetError(`${file}: expected weights or a model, got ${found} (${READ})`);
}

function whatIs(start: Uint8Array): string {
  if (start.length === 0) return "an empty file";
  if (looksLikeSavedModel(start)) return `a SavedModel of TensorFlow: ${exported}`;
  const characters = String.fromCharCode(...start);
  const known = signatures.find(({ text, at = 0 }) => characters.startsWith(text, at));
  if (known !== undefined) return known.what;
  const text = textOf(start);
  if (text === null) return "a file of no format that linnet knows";
  const isPage = /^\s*<(!doctype\s+html|html|head|body|!--)/i.test(text);
  return isPage ? "a web page, as servers send in place of a file" : "text";
}

/** UTF-8 without control characters, whose last character may be cut; null if it is none. */
function textOf(start: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return /[^\P{Cc}\t\n\f\r]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** Refuses a folder of TensorFlow's own. */
export function refuseSavedModel(names: readonly string[], where: string): void {
  if (names.some((name) => /(^|\/)saved_model\.pb$/.test(name)))
    throw new LinnetError(`${where}: it is a SavedModel of TensorFlow, which linnet does not read: ${exported}`);
}
