// The browser part: the same network in headless Chromium and in Node, in turn, and the size of a page's bundle.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { buildPage, buildScript } from "../build.ts";
import { assertAgree } from "../compare.ts";
import { type ModelFiles, prepareModel } from "../peers/model.ts";
import { type Ran, type Ready, startPeer } from "../peers/peer.ts";
import type { LibraryProcess } from "../process.ts";
import { formatTable, progress, skipped } from "../report.ts";
import { median } from "../statistics.ts";
import { type SiteFile, type SiteFiles, serveSite } from "./server.ts";
import { type BundleSize, measureSizes } from "./sizes.ts";

export interface BrowserTime {
  readonly threads: number;
  /** Whether the page may share memory among threads. */
  readonly isIsolated: boolean;
  readonly milliseconds: number;
  /** Node's, in the same rounds, on as many threads. */
  readonly nodeMilliseconds: number;
  /** How long the page could not have answered its user, at most, during predictions. */
  readonly longestPause: number;
  /** linnet's own words on how it ran. */
  readonly how: string;
}

export interface BrowserResults {
  readonly browser: string | null;
  readonly times: readonly BrowserTime[];
  readonly sizes: readonly BundleSize[];
}

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const pages = [
  { threads: 1, isolated: true },
  { threads: 2, isolated: true },
  { threads: 1, isolated: false },
] as const;

export interface BrowserOptions {
  readonly rounds: number;
  readonly threads: readonly number[];
}

export async function measureBrowser(options: BrowserOptions): Promise<BrowserResults> {
  const sizes = await measureSizes();
  if (!existsSync(executablePath)) {
    skipped("the network in a page", `there is no Chromium at ${executablePath} (CHROMIUM names another)`);
    return { browser: null, times: [], sizes };
  }
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    return { browser: `Chromium ${browser.version()}`, times: await timeInPages(browser, options), sizes };
  } finally {
    await browser.close();
  }
}

async function timeInPages(browser: Browser, options: BrowserOptions): Promise<BrowserTime[]> {
  const files = prepareModel();
  const site = await siteFiles(files);
  const runner = await buildScript(new URL("../peers/runner.ts", import.meta.url));
  const results: BrowserTime[] = [];
  try {
    for (const wanted of pages.filter(({ threads }) => options.threads.includes(threads))) {
      results.push(await timeInPage(browser, wanted, { site, runner, files, rounds: options.rounds }));
    }
    return results;
  } finally {
    rmSync(dirname(runner), { recursive: true });
  }
}

interface Setup {
  readonly site: SiteFiles;
  /** The bundle of `peers/runner.ts`. */
  readonly runner: string;
  readonly files: ModelFiles;
  readonly rounds: number;
}

/** One page at a time: Chromium goes on working in a page for seconds after it was opened, and would slow down another. */
async function timeInPage(
  browser: Browser,
  { threads, isolated }: (typeof pages)[number],
  { site, runner, files, rounds }: Setup,
): Promise<BrowserTime> {
  const served = await serveSite(site, { isolated });
  const node = await openNode(runner, files, threads);
  const page = await browser.newPage();
  const times: { readonly page: number[]; readonly node: number[] } = { page: [], node: [] };
  try {
    const { how, isIsolated } = await openNetwork(page, served.address, { threads, expected: node.ready.logits });
    for (let round = -2; round < rounds; round += 1) {
      progress(`browser: round ${Math.max(round + 1, 0)} of ${rounds}`);
      note(times.node, round, (await node.ask<Ran>("run")).milliseconds);
      note(times.page, round, (await page.evaluate("bench.run()")) as number);
    }
    progress("");
    const longestPause = (await page.evaluate("bench.longestPause(5)")) as number;
    const [milliseconds, nodeMilliseconds] = [median(times.page), median(times.node)];
    return { threads, isIsolated, how, longestPause, milliseconds, nodeMilliseconds };
  } finally {
    await page.close();
    await node.close();
    served.close();
  }
}

/** Rounds before the first one do not count. */
function note(times: number[], round: number, milliseconds: number): void {
  if (round >= 0) times.push(milliseconds);
}

async function siteFiles({ safetensors }: ModelFiles): Promise<SiteFiles> {
  const scripts = await buildPage(new URL("page.ts", import.meta.url));
  const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';
  return new Map<string, SiteFile>([
    ["/", { type: "text/html", body: page }],
    ["/weights.safetensors", { type: "application/octet-stream", body: readFileSync(safetensors) }],
    ...[...scripts].map(([name, { bytes }]) => [`/${name}`, { type: "text/javascript", body: bytes }] as const),
  ]);
}

async function openNode(runner: string, files: ModelFiles, threads: number): Promise<LibraryProcess<Ready>> {
  const library = await startPeer(runner, { name: "linnet", threads, batch: 1, rounds: 0 }, files);
  if (library === null) throw new Error("linnet could not be started in Node");
  return library;
}

async function openNetwork(
  page: Page,
  address: string,
  { threads, expected }: { readonly threads: number; readonly expected: readonly number[] },
): Promise<Pick<BrowserTime, "how" | "isIsolated">> {
  await page.goto(address);
  await page.waitForFunction("globalThis.bench !== undefined");
  const { how, logits } = (await page.evaluate(`bench.open(${threads})`)) as { how: string; logits: number[] };
  assertAgree({ name: "linnet in a page", values: logits }, { name: "in Node", values: expected }, 1e-3);
  return { how, isIsolated: (await page.evaluate("isIsolated")) as boolean };
}

export function formatBrowser({ browser, times, sizes }: BrowserResults): string {
  const rows = times.map(({ threads, isIsolated, milliseconds, nodeMilliseconds, longestPause }) => [
    isIsolated ? "cross-origin isolated" : "not isolated",
    `${threads}`,
    milliseconds.toFixed(2),
    nodeMilliseconds.toFixed(2),
    (milliseconds / nodeMilliseconds).toFixed(2),
    longestPause.toFixed(1),
  ]);
  const header = [`page in ${browser}`, "threads", "ms a picture", "Node's", "of Node's", "longest pause, ms"];
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const sizeRows = sizes.map(({ name, scriptBytes, wasmBytes }) => [
    name,
    kilobytes(scriptBytes),
    kilobytes(wasmBytes),
    kilobytes(scriptBytes + wasmBytes),
  ]);
  const sizeTable = formatTable(["bundle for inference, kB gzipped", "scripts", "wasm", "together"], sizeRows);
  return browser === null ? sizeTable : `${formatTable(header, rows)}\n\n${sizeTable}`;
}
