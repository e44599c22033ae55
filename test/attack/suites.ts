// What is attacked: each is a file, and a line here.

import { bombSuite } from "./bombs.js";
import { jpeg } from "./formats/jpeg.js";
import { png } from "./formats/png.js";
import { checkpointFile, modelFile, safetensors } from "./formats/safetensors.js";
import { webp } from "./formats/webp.js";
import { misuse } from "./misuse/misuse.js";
import { mutationSuite } from "./mutations/mutationSuite.js";
import type { Suite } from "./suite.js";

const formats = [...png, ...jpeg, ...webp, safetensors, modelFile, checkpointFile];

export const suites: readonly Suite[] = [...formats.map(mutationSuite), bombSuite, misuse];
