// The browser part: the same network in headless Chromium and in Node, in turn, and the size of a page's bundle.

import { existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { buildScript } from "../build.ts";
import { type ModelFiles, otherNetworks, prepareModel, prepareOther } from "../peers/model.ts";
import { formatTable, skipped } from "../report.ts";
import { type PagePeer, wantedPagePeers } from "./pagePeers.ts";
import { type BundleSize, measureSizes } from "./sizes.ts";
import { formatPageStarts, measurePageStarts, type PageStart } from "./starts.ts";
import { type BrowserTime, timeInPages } from "./timeInPages.ts";

export interface BrowserResults {
  readonly browser: string | null;
  readonly times: readonly BrowserTime[];
  readonly sizes: readonly BundleSize[];
  readonly starts: readonly PageStart[];
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

export interface BrowserOptions {
  readonly rounds: number;
  readonly threads: readonly number[];
  readonly batches: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

export async function measureBrowser(options: BrowserOptions): Promise<BrowserResults> {
  const sizes = await measureSizes();
  if (!existsSync(executablePath)) {
    skipped("the network in a page", `there is no Chromium at ${executablePath} (CHROMIUM names another)`);
    return { browser: null, times: [], sizes, starts: [] };
  }
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    // Before the machine has pages open.
    const starts = await measurePageStarts(browser, prepareModel(), options);
    return { browser: `Chromium ${browser.version()}`, times: await timeAll(browser, options), sizes, starts };
  } finally {
    await browser.close();
  }
}

async function timeAll(browser: Browser, { rounds, threads, batches, names }: BrowserOptions): Promise<BrowserTime[]> {
  const peers = wantedPagePeers(names);
  const runner = await buildScript(new URL("../peers/runner.ts", import.meta.url));
  const results: BrowserTime[] = [];
  const time = async (files: ModelFiles, batch: number, count: number): Promise<void> => {
    const hasFile = ({ whyNoFile }: PagePeer): boolean =>
      whyNoFile === undefined || (batch === 1 && files.network === "MobileNetV2");
    const able = peers.filter((peer) => hasFile(peer) && peer.threads.includes(count));
    const page = { peers: able, batch, threads: count, isolated: true };
    results.push(...(await timeInPages(browser, { ...page, rounds, files, runner })));
  };
  try {
    const files = prepareModel();
    for (const batch of batches) for (const count of threads) await time(files, batch, count);
    for (const name of otherNetworks) {
      const other = await prepareOther(name);
      for (const count of threads) await time(other, 1, count);
    }
    // A page as most servers give it: it has one thread.
    const alone = { peers: peers.slice(0, 1), batch: 1, threads: 1, isolated: false };
    results.push(...(await timeInPages(browser, { ...alone, rounds, files, runner })));
    return results;
  } finally {
    rmSync(dirname(runner), { recursive: true });
  }
}

/** Ratios are to linnet in a page with as many threads. */
export function formatBrowser({ browser, times, sizes, starts }: BrowserResults): string {
  const rows = times.map((time) => {
    const { name, network, isIsolated, threads, batch, milliseconds, afterPause, nodeMilliseconds } = time;
    const own = times.find(
      (other) =>
        other.name === "linnet" &&
        other.network === network &&
        other.isIsolated === isIsolated &&
        other.threads === threads &&
        other.batch === batch,
    )!;
    return [
      `${network}: ${name}${isIsolated ? "" : ", not isolated"}`,
      `${threads}`,
      `${batch}`,
      (milliseconds / batch).toFixed(2),
      name === "linnet" ? "" : `${(milliseconds / own.milliseconds).toFixed(2)} x as fast`,
      (afterPause / batch).toFixed(2),
      name === "linnet" ? (milliseconds / nodeMilliseconds).toFixed(2) : "",
      time.firstMilliseconds.toFixed(0),
      time.longestPause.toFixed(1),
    ];
  });
  const header = [
    `page in ${browser}, ${times[0]?.engine}`,
    ...["threads", "batch", "ms a picture", "linnet is", "after a pause", "of Node's", "ms to the first", "pause, ms"],
  ];
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const sizeRows = sizes.map(({ name, scriptBytes, wasmBytes }) => [
    name,
    kilobytes(scriptBytes),
    kilobytes(wasmBytes),
    kilobytes(scriptBytes + wasmBytes),
  ]);
  const sizeTable = formatTable(["bundle for inference, kB gzipped", "scripts", "wasm", "together"], sizeRows);
  return browser === null ? sizeTable : [formatTable(header, rows), formatPageStarts(starts), sizeTable].join("\n\n");
}
