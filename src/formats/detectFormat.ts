// Which format a file has: its first bytes say so, not its name.

export type FormatName = "safetensors" | "hdf5" | "zip" | "tflite" | "json" | "pickle" | "npy" | "onnx";

const signatures: {
  readonly [Name in Exclude<FormatName, "safetensors" | "onnx" | "pickle">]: {
    readonly text: string;
    readonly at: number;
  };
} = {
  hdf5: { text: "\x89HDF\r\n\x1a\n", at: 0 },
  zip: { text: "PK\x03\x04", at: 0 },
  tflite: { text: "TFL3", at: 4 },
  json: { text: "{", at: 0 },
  npy: { text: "\x93NUMPY", at: 0 },
};

/** Null if the bytes are of no format that is known. */
export function detectFormat(bytes: Uint8Array): FormatName | null {
  // First, since the length of its header may be any byte.
  if (looksLikeSafetensors(bytes)) return "safetensors";
  for (const [name, { text, at }] of Object.entries(signatures))
    if ([...text].every((character, place) => bytes[at + place] === character.charCodeAt(0))) return name as FormatName;
  if (looksLikePickle(bytes)) return "pickle";
  if (looksLikeJson(bytes)) return "json";
  return looksLikeOnnx(bytes) ? "onnx" : null;
}

/** The length of a header, below 2^32, and the header, which may begin with empty lines. */
function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes.subarray(4, 8).some((byte) => byte !== 0)) return false;
  return /^\s*\{/.test(String.fromCharCode(...bytes.subarray(8, 60)));
}

/** A list of objects, or JSON that begins with empty lines. */
function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\s*[{[]\s*["{}]/.test(String.fromCharCode(...bytes.subarray(0, 60)));
}

/** Protocol buffers have no signature: ONNX files begin with `ir_version`, a small number in field 1. */
function looksLikeOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes[1]! > 0 && bytes[1]! < 64 && !looksLikeSavedModel(bytes);
}

/**
 * TensorFlow's saved_model.pb begins as ONNX does: its version, 1, and in field 2 a graph, whose own field 1 comes first. In
 * field 2 of ONNX is the name of a program, which begins with no such byte.
 */
export function looksLikeSavedModel(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x08 || bytes[1] !== 1 || bytes[2] !== 0x12) return false;
  let place = 3;
  while (bytes[place]! >= 0x80) place += 1;
  return bytes[place + 1] === 0x0a;
}

/** Pickles begin with their protocol: torch.save's is 2 unless another is asked for. */
function looksLikePickle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
}
