// What is attacked: each is a file, and a line here.

import { arithmeticBombSuite } from "./arithmeticBombs.js";
import { bombSuite } from "./bombs.js";
import { failingWriteSuite } from "./commands/failingWriteSuite.js";
import { fullDiskSuite } from "./commands/fullDiskSuite.js";
import { killSuite } from "./commands/kills.js";
import { misusedCommands } from "./commands/misusedCommands.js";
import { hdf5 } from "./formats/hdf5.js";
import { jpeg } from "./formats/jpeg.js";
import { keras } from "./formats/keras.js";
import { npz } from "./formats/npz.js";
import { onnx } from "./formats/onnx.js";
import { onnxFields } from "./formats/onnxFields.js";
import { png } from "./formats/png.js";
import { pytorch } from "./formats/pytorch.js";
import { checkpointFile, modelFile, safetensors } from "./formats/safetensors.js";
import { tfjsGraph } from "./formats/tfjsGraph.js";
import { tflite } from "./formats/tflite.js";
import { webp } from "./formats/webp.js";
import { zip } from "./formats/zip.js";
import { misuse } from "./misuse/misuse.js";
import { mutationSuite } from "./mutations/mutationSuite.js";
import type { Suite } from "./suite.js";
import { tensorBombSuite } from "./tensorBombs.js";

const formats = [
  ...png,
  ...jpeg,
  ...webp,
  safetensors,
  modelFile,
  checkpointFile,
  zip,
  hdf5,
  npz,
  pytorch,
  ...keras,
  tfjsGraph,
  tflite,
  onnx,
];

/** These start the built command: `npm run build` comes before. */
const commandSuites = [
  killSuite("train", 60),
  killSuite("tune", 20),
  killSuite("prune", 20),
  failingWriteSuite("train", 12),
  failingWriteSuite("tune", 16),
  failingWriteSuite("prune", 10),
  fullDiskSuite,
];

export const suites: readonly Suite[] = [
  ...formats.map(mutationSuite),
  onnxFields,
  bombSuite,
  arithmeticBombSuite,
  tensorBombSuite,
  misuse,
  misusedCommands,
  ...commandSuites,
];
