// A folder of labeled photographs: a folder a class.

import { joinPath, listFolder, readFileStart } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import { describeContent, pictureFormat, signatureLength } from "./format.js";
import type { LabeledPictures, SkippedFile } from "./labeledPictures.js";

/**
 * Lists a folder whose folders are classes, each with photographs at any depth. A photograph is told by its first bytes;
 * its name does not matter. Names that begin with a dot and links to folders are skipped. The order is that of the
 * names' code units, on every machine.
 * @throws LinnetError if the folder cannot be read or has no class with a photograph
 */
export async function readImageFolder(root: string): Promise<LabeledPictures> {
  const entries = await listFolder(root).catch((error: unknown) => {
    throw new LinnetError(`${root}: expected a folder of classes, which could not be read (${messageOf(error)})`);
  });
  const classes: string[] = [];
  const files: string[] = [];
  const labels: number[] = [];
  const skipped: SkippedFile[] = [];
  for (const { name, kind } of entries) {
    const path = joinPath(root, name);
    const found = kind === "folder" && !name.startsWith(".") ? await photographsBelow(path, skipped) : null;
    if (found === null) skipped.push({ path, reason: "not in the folder of a class" });
    else if (found.length === 0) skipped.push({ path, reason: "a folder without a photograph" });
    else {
      for (const file of found) {
        files.push(file);
        labels.push(classes.length);
      }
      classes.push(name);
    }
  }
  if (classes.length === 0)
    throw new LinnetError(`${root}: expected folders of JPEG or PNG photographs, one a class, got none`);
  return { root, isFolder: true, classes, files, sources: files, labels: Uint32Array.from(labels), skipped };
}

async function photographsBelow(folder: string, skipped: SkippedFile[]): Promise<string[]> {
  const photographs: string[] = [];
  const candidates: string[] = [];
  const folders: string[] = [];
  const entries = await listFolder(folder).catch((error: unknown) => {
    skipped.push({ path: folder, reason: `cannot be read (${messageOf(error)})` });
    return [];
  });
  for (const { name, kind } of entries) {
    const path = joinPath(folder, name);
    if (name.startsWith(".")) skipped.push({ path, reason: "hidden" });
    else if (kind === "folder") folders.push(path);
    else if (kind === "file") candidates.push(path);
    else skipped.push({ path, reason: "neither a file nor a folder, or a link that is not followed" });
  }
  const reasons = await mapInTurns(candidates, whyNoPhotograph);
  candidates.forEach((path, index) => {
    const reason = reasons[index]!;
    if (reason === null) photographs.push(path);
    else skipped.push({ path, reason });
  });
  for (const below of folders) photographs.push(...(await photographsBelow(below, skipped)));
  return photographs;
}

/** Null for a JPEG or a PNG. */
async function whyNoPhotograph(path: string): Promise<string | null> {
  try {
    const start = await readFileStart(path, signatureLength);
    return pictureFormat(start) === null ? `expected a JPEG or PNG picture, found ${describeContent(start)}` : null;
  } catch (error) {
    return `cannot be read (${messageOf(error)})`;
  }
}

/** Results in the order of the items, a bounded number at a time: a system allows only so many open files. */
async function mapInTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 32): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))));
  }
  return results;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
