// From the weights in a page to its first answer, each time in a page that has run nothing before; and what an earlier commit takes.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { buildPage, type PageFile } from "../build.ts";
import type { ModelFiles } from "../peers/model.ts";
import { formatTable, progress } from "../report.ts";
import { median } from "../statistics.ts";
import { type Site, type SiteFile, serveSite } from "./server.ts";

export interface PageStart {
  readonly threads: number;
  readonly milliseconds: number;
  /** What the commit before takes; null where none is given. */
  readonly millisecondsBefore: number | null;
  readonly starts: number;
}

/** A checkout of an earlier commit, built. */
const before = process.env.LINNET_BEFORE;

export async function measurePageStarts(
  browser: Browser,
  files: ModelFiles,
  { threads, rounds }: { readonly threads: readonly number[]; readonly rounds: number },
): Promise<PageStart[]> {
  const sites = [await siteOf(files, undefined), ...(before === undefined ? [] : [await siteOf(files, before)])];
  try {
    const results: PageStart[] = [];
    for (const count of threads) {
      const times: number[][] = sites.map(() => []);
      for (let round = 0; round < rounds; round += 1) {
        progress(`starts of pages: round ${round + 1} of ${rounds}, ${count} threads`);
        for (const [place, site] of sites.entries()) times[place]!.push(await startOnce(browser, site, count));
      }
      const [milliseconds, millisecondsBefore = null] = times.map(median);
      results.push({ threads: count, milliseconds: milliseconds!, millisecondsBefore, starts: rounds });
    }
    return results;
  } finally {
    progress("");
    for (const site of sites) site.close();
  }
}

async function siteOf(files: ModelFiles, checkout: string | undefined): Promise<Site> {
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const content = new Map<string, SiteFile>([
    ["/", { type: "text/html", body: page }],
    ["/model", { type: "application/octet-stream", body: readFileSync(files.safetensors) }],
    ...[...(await scriptsOf(checkout))].map(
      ([name, { bytes }]) => [`/${name}`, { type: "text/javascript", body: bytes }] as const,
    ),
  ]);
  return serveSite({ files: content, folders: new Map() }, { isolated: true });
}

async function scriptsOf(checkout: string | undefined): Promise<ReadonlyMap<string, PageFile>> {
  const script = new URL("startPage.ts", import.meta.url);
  if (checkout === undefined) return buildPage(script);
  const scripts = await buildPage(script, { alias: { linnet: entryOf(checkout) }, external: ["gpu.js"] });
  // Before 27 November 2026 a page had to serve what its threads run.
  const threads = join(checkout, "dist/backends/wasm/kernelWorker.js");
  if (!existsSync(threads)) return scripts;
  const ofThreads = await buildPage(pathToFileURL(threads));
  return new Map([
    ...scripts,
    ...ofThreads,
    ["kernelWorker.js", ofThreads.get("page.js")!],
    ["page.js", scripts.get("page.js")!],
  ]);
}

/** What its package gives to pages. */
function entryOf(checkout: string): string {
  const { exports } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
  return join(checkout, exports["."].default);
}

/** A context of its own has a process of its own, without anything that another page has compiled. */
async function startOnce(browser: Browser, { address }: Site, threads: number): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction("globalThis.start !== undefined");
    return (await page.evaluate(`start("/model", ${threads})`)) as number;
  } finally {
    await context.close();
  }
}

export function formatPageStarts(starts: readonly PageStart[]): string {
  const header = ["weights to the first answer in a new page", "threads", "ms", "ms before", "of before", "starts"];
  const rows = starts.map(({ threads, milliseconds, millisecondsBefore: earlier, starts: count }) => [
    "MobileNetV2: linnet",
    `${threads}`,
    milliseconds.toFixed(0),
    earlier === null ? "" : earlier.toFixed(0),
    earlier === null ? "" : (milliseconds / earlier).toFixed(2),
    `${count}`,
  ]);
  return formatTable(header, rows);
}
