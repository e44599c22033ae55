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
import { type Site, type SiteFile, type SiteFiles, serveSite } from "./server.ts";
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

interface OpenPage {
  readonly page: Page;
  readonly isIsolated: boolean;
  readonly how: string;
  readonly threads: number;
  readonly times: number[];
}

interface OpenNode {
  readonly threads: number;
  readonly library: LibraryProcess<Ready>;
  readonly times: number[];
}

async function timeInPages(browser: Browser, options: BrowserOptions): Promise<BrowserTime[]> {
  const files = prepareModel();
  const site = await siteFiles(files);
  const sites = {
    isolated: await serveSite(site, { isolated: true }),
    open: await serveSite(site, { isolated: false }),
  };
  const runner = await buildScript(new URL("../peers/runner.ts", import.meta.url));
  const nodes: OpenNode[] = [];
  try {
    for (const threads of options.threads) nodes.push(await openNode(runner, files, threads));
    const open: OpenPage[] = [];
    for (const { threads, isolated } of pages.filter((page) => options.threads.includes(page.threads))) {
      open.push(await openPage(browser, isolated ? sites.isolated : sites.open, { threads, expected: nodes[0]! }));
    }
    for (let round = -2; round < options.rounds; round += 1) {
      progress(`browser: round ${Math.max(round + 1, 0)} of ${options.rounds}`);
      for (const { library, times } of nodes) note(times, round, (await library.ask<Ran>("run")).milliseconds);
      for (const { page, times } of open) note(times, round, (await page.evaluate("bench.run()")) as number);
    }
    progress("");
    const results: BrowserTime[] = [];
    for (const one of open) results.push(await summarise(one, nodes));
    return results;
  } finally {
    await Promise.all(nodes.map(({ library }) => library.close()));
    sites.isolated.close();
    sites.open.close();
    rmSync(dirname(runner), { recursive: true });
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

async function openNode(runner: string, files: ModelFiles, threads: number): Promise<OpenNode> {
  const library = await startPeer(runner, { name: "linnet", threads, batch: 1, rounds: 0 }, files);
  if (library === null) throw new Error("linnet could not be started in Node");
  return { threads, library, times: [] };
}

async function openPage(
  browser: Browser,
  { address }: Site,
  { threads, expected }: { readonly threads: number; readonly expected: OpenNode },
): Promise<OpenPage> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction("globalThis.bench !== undefined");
  const { how, logits } = (await page.evaluate(`bench.open(${threads})`)) as { how: string; logits: number[] };
  assertAgree(
    { name: "linnet in a page", values: logits },
    { name: "in Node", values: expected.library.ready.logits },
    1e-3,
  );
  return { page, threads, how, isIsolated: (await page.evaluate("isIsolated")) as boolean, times: [] };
}

/** One page after the other, since they share the processor. */
async function summarise(
  { page, threads, how, isIsolated, times }: OpenPage,
  nodes: readonly OpenNode[],
): Promise<BrowserTime> {
  const node = nodes.find((other) => other.threads === threads)!;
  const longestPause = (await page.evaluate("bench.longestPause(5)")) as number;
  return { threads, isIsolated, how, longestPause, milliseconds: median(times), nodeMilliseconds: median(node.times) };
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
