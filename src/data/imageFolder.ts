// A folder of labeled photographs: a folder a class.

import { compareCodePoints } from "../platform/compareCodePoints.js";
import { joinPath, listFolder } from "../platform/index.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { LinnetError } from "../tensor/errors.js";
import { type Found, isIgnored, photographsBelow } from "./folderWalk.js";
import type { LabeledPictures } from "./labeledPictures.js";

/** Files of a class that an error names. */
const NAMED = 3;

/** Folders that hold a part of the photographs each, and no class. */
const TRAINING_PART = /^train(ing)?$/i;
const OTHER_PART = /^(test(ing)?|val(id(ation)?)?|dev|eval(uation)?)$/i;

interface ClassFolder {
  readonly name: string;
  readonly found: Found;
}

/**
 * Lists a folder whose folders are classes, each with photographs at any depth. A photograph is told by its first bytes;
 * its name does not matter. Links are followed, each folder once a class. What systems put beside files (names that begin
 * with a dot, `Thumbs.db`, `desktop.ini`) and empty folders do not count. Names of classes are in Unicode's composed form
 * (NFC), however a system writes them; the order is that of their code points, on every machine.
 * @throws LinnetError if the folder cannot be read, holds parts of a split (`train/`, `test/`) in the place of classes, has
 * no class, or a class of which no photograph can be read: none is left out without a word
 */
export async function readImageFolder(root: string): Promise<LabeledPictures> {
  checkArgument("readImageFolder", "root", root, "string");
  const entries = await listFolder(root).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${root}: expected a folder of classes, which could not be read (${reason})`);
  });
  const kept = entries.filter(({ name }) => !isIgnored(name));
  const namesOf = (wanted: string): string[] => kept.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const folders = namesOf("folder");
  await checkNoParts(root, folders);
  const [lost] = namesOf("other");
  if (lost !== undefined)
    throw new LinnetError(`${joinPath(root, lost)}: a link that leads nowhere, or neither a file nor a folder`);
  const classes = await readClasses(root, folders);
  if (classes.length === 0)
    throw new LinnetError(`${root}: expected folders of JPEG, PNG or WebP photographs, one a class, got none`);
  checkNoneIsLost(root, classes);
  const stray = namesOf("file").map((name) => joinPath(root, name));
  const files = classes.flatMap(({ found }) => found.photographs);
  return {
    root,
    isFolder: true,
    classes: classes.map(({ name }) => name),
    files,
    sources: files,
    labels: Uint32Array.from(classes.flatMap(({ found }, label) => found.photographs.map(() => label))),
    skipped: [
      ...stray.map((path) => ({ path, reason: "not in the folder of a class" })),
      ...classes.flatMap(({ found }) => found.skipped),
    ],
  };
}

/** Sorted by code unit; folders whose names are the same to a reader are one class, and those that hold nothing are none. */
async function readClasses(root: string, folders: readonly string[]): Promise<ClassFolder[]> {
  const byName = new Map<string, string[]>();
  for (const folder of folders) {
    const name = folder.normalize("NFC");
    byName.set(name, [...(byName.get(name) ?? []), joinPath(root, folder)]);
  }
  const classes: ClassFolder[] = [];
  for (const name of [...byName.keys()].sort(compareCodePoints)) {
    const found = await photographsBelow(root, byName.get(name)!);
    if (found.photographs.length > 0 || found.skipped.length > 0) classes.push({ name, found });
  }
  return classes;
}

function checkNoneIsLost(root: string, classes: readonly ClassFolder[]): void {
  const lost = classes.find(({ found }) => found.photographs.length === 0);
  if (lost === undefined) return;
  const { skipped } = lost.found;
  const reasons = skipped.slice(0, NAMED).map(({ path, reason }) => `\n  ${path}: ${reason}`);
  const more = skipped.length > NAMED ? `\n  and ${skipped.length - NAMED} more` : "";
  throw new LinnetError(
    `${root}: class "${lost.name}" has no photograph that can be read. Save them as JPEG or, if it is no class, move its ` +
      `folder away:${reasons.join("")}${more}`,
  );
}

/** Photographs that were divided already: a model would learn to tell the parts from each other. */
async function checkNoParts(root: string, folders: readonly string[]): Promise<void> {
  const training = folders.find((name) => TRAINING_PART.test(name));
  const others = folders.filter((name) => OTHER_PART.test(name));
  if (training === undefined || (others.length === 0 && folders.length > 1)) return;
  const path = joinPath(root, training);
  const inside = await listFolder(path).catch(() => []);
  if (!inside.some(({ name, kind }) => kind === "folder" && !isIgnored(name))) return;
  const [other] = others;
  const advice = other === undefined ? "" : ` The model can be compared with ${joinPath(root, other)} afterwards.`;
  throw new LinnetError(
    `${root}: ${[training, ...others].map((name) => `${name}/`).join(" and ")} are parts of the photographs and no ` +
      `classes: give ${path}, of which a part is held out.${advice}`,
  );
}
