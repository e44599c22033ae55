// A drawing as a file: SVG or PNG, as its name ends.

import { writeFileAtomically } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import { checkOutput } from "./outputFile.js";

const isPng = (path: string): boolean => /\.png$/i.test(path);

/** Known before the work. @throws LinnetError naming the option whose file is of another kind, or could not be written */
export async function checkDrawing(option: string, path: string): Promise<void> {
  if (!isPng(path) && !/\.svg$/i.test(path))
    throw new LinnetError(`${option} ${path}: expected a file name that ends with .svg or .png`);
  await checkOutput(option, path);
}

/** @param svg the text of an SVG file */
export async function writeDrawing(path: string, svg: string): Promise<void> {
  await writeFileAtomically(path, isPng(path) ? await toPng(svg) : svg);
}

async function toPng(svg: string): Promise<Uint8Array> {
  const { svgToPng } = await import("../report/png.js");
  return svgToPng(svg);
}
