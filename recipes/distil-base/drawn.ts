// Faces that are drawn, so that the base is good for the sample of `npm run train` as well. None of that sample is among
// them.

import { join } from "node:path";
import { drawFace } from "../../src/data/sample/face.js";
import { encodePng, fileExists, makeFolder, writeFileAtomically } from "../../src/platform/index.js";

/** Far beyond the seeds of the sample and of the tests. */
const FIRST_SEED = 100_000;

/** The files of so many faces in a folder, every other one with a mask; what is there is not drawn again. */
export async function drawFaces(folder: string, count: number): Promise<string[]> {
  await makeFolder(folder);
  const files = Array.from({ length: count }, (_, place) => join(folder, `face-${place}.png`));
  for (const [place, file] of files.entries()) {
    const seed = FIRST_SEED + place;
    if (!(await fileExists(file)))
      await writeFileAtomically(file, await encodePng(drawFace({ mask: seed % 2 === 0, seed })));
  }
  return files;
}
