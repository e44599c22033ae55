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
  /** From the last byte of the weights to the first answer of a program that was made while they arrived. */
  readonly milliseconds: number;
  /** The same where the program is made of weights that are there. */
  readonly millisecondsAfter: number;
  /** What the commit before takes, which knows no other way; null where none is given. */
  readonly millisecondsBefore: number | null;
  readonly starts: number;
}

/** A checkout of an earlier commit, built. */
const before = process.env.LINNET_BEFORE;

/** A line of 100 megabits: the 14 MB of weights come within 1.1 seconds. */
const BYTES_PER_SECOND = 12.5e6;

export async function measurePageStarts(
  browser: Browser,
  files: ModelFiles,
  { threads, rounds }: { readonly threads: readonly number[]; readonly rounds: number },
): Promise<PageStart[]> {
  const ways = ["preparedPage.ts", "startPage.ts"].map((script) => buildPage(new URL(script, import.meta.url)));
  if (before !== undefined) ways.push(scriptsOf(before));
  const sites = await Promise.all(ways.map(async (scripts) => siteOf(files, await scripts)));
  try {
    const results: PageStart[] = [];
    for (const count of threads) {
      const times: number[][] = sites.map(() => []);
      for (let round = 0; round < rounds; round += 1) {
        progress(`starts of pages: round ${round + 1} of ${rounds}, ${count} threads`);
        for (const [place, site] of sites.entries()) times[place]!.push(await startOnce(browser, site, count));
      }
      const [milliseconds, millisecondsAfter, millisecondsBefore = null] = times.map(median);
      results.push({
        threads: count,
        milliseconds: milliseconds!,
        millisecondsAfter: millisecondsAfter!,
        millisecondsBefore,
        starts: rounds,
      });
    }
    return results;
  } finally {
    progress("");
    for (const site of sites) site.close();
  }
}

async function siteOf(files: ModelFiles, scripts: ReadonlyMap<string, PageFile>): Promise<Site> {
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  const body = readFileSync(files.safetensors);
  const content = new Map<string, SiteFile>([
    ["/", { type: "text/html", body: page }],
    ["/model", { type: "application/octet-stream", body, bytesPerSecond: BYTES_PER_SECOND }],
    ...[...scripts].map(([name, { bytes }]) => [`/${name}`, { type: "text/javascript", body: bytes }] as const),
  ]);
  return serveSite({ files: content, folders: new Map() }, { isolated: true });
}

/** Of a page of an earlier commit. */
async function scriptsOf(checkout: string): Promise<Map<string, PageFile>> {
  const script = new URL("startPage.ts", import.meta.url);
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
  const rows = starts.flatMap(({ threads, milliseconds, millisecondsAfter, millisecondsBefore, starts: count }) =>
    (
      [
        ["prepared while they arrive", milliseconds],
        ["not prepared", millisecondsAfter],
      ] as const
    ).map(([way, time]) => [
      `MobileNetV2: linnet, ${way}`,
      `${threads}`,
      time.toFixed(0),
      millisecondsBefore === null ? "" : millisecondsBefore.toFixed(0),
      millisecondsBefore === null ? "" : (time / millisecondsBefore).toFixed(2),
      `${count}`,
    ]),
  );
  return formatTable(header, rows);
}
