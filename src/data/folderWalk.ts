// The photographs below folders, at any depth, through links.

import { joinPath, listFolder, placeOf, readFileStart } from "../platform/index.js";
import { signatureLength, whyNoPicture } from "./format.js";
import type { SkippedFile } from "./labeledPictures.js";

export interface Found {
  readonly photographs: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/** What systems and programs put beside files: Windows, macOS's archives, Synology's thumbnails. */
const systemNames: ReadonlySet<string> = new Set([
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
  "__macosx",
  "@eadir",
  "$recycle.bin",
  "system volume information",
]);

/** Whether a name is none of the user's: hidden, or a system's. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || systemNames.has(name.toLowerCase());
}

/**
 * The photographs in these folders and below, in the order of their names. Each folder is visited once, however many links
 * lead to it, and the root, if there is one, not at all.
 */
export async function photographsBelow(root: string | null, folders: readonly string[]): Promise<Found> {
  const visited = new Set(root === null ? [] : [await placeOf(root)]);
  const photographs: string[] = [];
  const skipped: SkippedFile[] = [];
  const visit = async (folder: string): Promise<void> => {
    const place = await placeOf(folder);
    if (visited.has(place)) {
      skipped.push({ path: folder, reason: "a link to a folder that is looked at already" });
      return;
    }
    visited.add(place);
    const entries = (await listFolder(folder)).filter(({ name }) => !isIgnored(name));
    const inside = (kind: string): string[] =>
      entries.filter((entry) => entry.kind === kind).map(({ name }) => joinPath(folder, name));
    skipped.push(...inside("other").map((path) => ({ path, reason: "a link that leads nowhere, or no file" })));
    const candidates = inside("file");
    const reasons = await mapInTurns(candidates, whyNoPhotograph);
    candidates.forEach((path, index) => {
      const reason = reasons[index]!;
      if (reason === null) photographs.push(path);
      else skipped.push({ path, reason });
    });
    for (const below of inside("folder")) await visitOrSkip(below);
  };
  const visitOrSkip = (folder: string): Promise<void> =>
    visit(folder).catch((error: unknown) => {
      skipped.push({ path: folder, reason: `cannot be read (${messageOf(error)})` });
    });
  for (const folder of folders) await visitOrSkip(folder);
  return { photographs, skipped };
}

/** Null for a photograph. */
async function whyNoPhotograph(path: string): Promise<string | null> {
  try {
    return whyNoPicture(await readFileStart(path, signatureLength));
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
