// What linnet means to reach.

import type { BrowserTime } from "./browser/timeInPages.ts";
import {
  againstWasm,
  isLinnet,
  isPeer,
  lowest,
  ofTutorial,
  one,
  page,
  photograph,
  ratio,
  scaling,
  step,
} from "./figures.ts";
import { slowestDepthwise, slowestProduct } from "./kernels/run.ts";
import type { Results } from "./parts.ts";
import { works } from "./training/work.ts";
import { ofFullProcessors, peakOf, secondsAnEpoch } from "./tutorial/run.ts";

/** With a proof, where the machine cannot do more. */
export type Limit = { readonly atLeast: number } | { readonly atMost: number; readonly proof?: string };

interface MarkDefinition {
  readonly number: number;
  readonly what: string;
  readonly wanted: Limit | ((results: Results) => Limit);
  readonly unit: string;
  /** Null where this run cannot say. */
  measure(results: Results): number | null;
}

const trainedNetworks = ["network", "large", "plain", "fineTune"] as const;

const roofProof = "the roof, docs/decisions/2026-11-28-bounds-of-training-steps.md";

const threadWords = ["", "one thread", "two threads"];

export const marks: readonly MarkDefinition[] = [
  ...[1, 32].flatMap((batch) =>
    [1, 2].map(
      (threads): MarkDefinition => ({
        number: 1,
        what: `Node, batch ${batch}, ${threadWords[threads]!}, beside the fastest WebAssembly peer`,
        wanted: { atLeast: threads === 1 ? 1.5 : 2.2 },
        unit: "x",
        measure: (results) => againstWasm(results, batch, threads),
      }),
    ),
  ),
  ...(["MobileNetV2", "MobileNetV3 large", "EfficientNet-Lite0"] as const).flatMap((network) =>
    [1, 2].flatMap((threads) =>
      (
        [
          ["LiteRT.js", 1.5],
          ["tfjs-wasm", 2],
          ["onnxruntime-web", 2.5],
        ] as const
      ).map(
        ([peer, atLeast]): MarkDefinition => ({
          number: 1,
          what: `a page, ${network}, one picture, ${threadWords[threads]!}, beside ${peer}`,
          wanted: { atLeast },
          unit: "x",
          measure: ({ browser }) =>
            ratio(page(browser, peer, threads, network), page(browser, "linnet", threads, network)),
        }),
      ),
    ),
  ),
  ...[1, 2].flatMap((threads): MarkDefinition[] => [
    {
      number: 9,
      what: `int8 in a page, one picture, ${threadWords[threads]!}, of LiteRT.js int8's time`,
      wanted: { atMost: 0.67 },
      unit: "x",
      measure: ({ browser }) => ratio(page(browser, "linnet int8", threads), page(browser, "LiteRT.js int8", threads)),
    },
    {
      number: 9,
      what: `int8 with dot products of bytes, one picture, ${threadWords[threads]!}, of onnxruntime-node's float`,
      wanted: { atMost: 1 },
      unit: "x",
      measure: ({ peers }) =>
        peers?.hasByteDot === true
          ? ratio(one(peers, "linnet int8", threads), one(peers, "onnxruntime-node", threads))
          : null,
    },
    {
      number: 9,
      what: `int8 without dot products of bytes, one picture, ${threadWords[threads]!}, beside linnet's float`,
      wanted: { atLeast: 1.5 },
      unit: "x",
      measure: ({ peers }) =>
        peers?.hasByteDot === false ? ratio(one(peers, "linnet", threads), one(peers, "linnet int8", threads)) : null,
    },
  ]),
  {
    number: 2,
    what: "the slowest pointwise kernel of those named, of the machine's peak",
    wanted: { atLeast: 0.85 },
    unit: "",
    measure: ({ kernels }) => (kernels === undefined ? null : slowestProduct(kernels)),
  },
  {
    number: 2,
    what: "the slowest depthwise kernel, beside tfjs-wasm",
    wanted: { atLeast: 2 },
    unit: "x",
    measure: ({ kernels }) => (kernels === undefined ? null : slowestDepthwise(kernels)),
  },
  {
    number: 3,
    what: "two threads, batch 32",
    wanted: { atLeast: 1.85 },
    unit: "x",
    measure: (all) => scaling(all, 32),
  },
  {
    number: 3,
    what: "two threads, one picture",
    wanted: { atLeast: 1.7 },
    unit: "x",
    measure: (all) => scaling(all, 1),
  },
  {
    number: 4,
    what: "peak memory, one picture, of the leanest peer's in float",
    wanted: { atMost: 1 },
    unit: "x",
    measure: ({ memory }) => ratio(lowest(memory, "peakBytes", isLinnet), lowest(memory, "peakBytes", isPeer)),
  },
  {
    number: 4,
    what: "peak activations with all blocks fused, of the unfused plan's",
    wanted: { atMost: 0.4 },
    unit: "x",
    measure: ({ blocks }) => (blocks === undefined ? null : blocks.networkBytes.fused / blocks.networkBytes.unfused),
  },
  ...[1, 2].flatMap((threads) =>
    (
      [
        ...trainedNetworks.flatMap((work) => [[work, "PyTorch compiled", 1] as const, [work, "Keras", 0.5] as const]),
        ["network", "PyTorch", 1],
        ["head", "PyTorch", 1],
        ["head", "PyTorch compiled", 1],
        ["head", "Keras", 1],
      ] as const
    ).map(
      ([work, peer, atMost]): MarkDefinition => ({
        number: 5,
        what: `training step, ${works[work].title}, ${threadWords[threads]!}, of ${peer}'s time`,
        wanted: (results) => {
          const roof = ratio(step(results, work, "the roof", threads), step(results, work, peer, threads));
          return roof === null || roof <= atMost ? { atMost } : { atMost: roof, proof: roofProof };
        },
        unit: "x",
        measure: (results) => ratio(step(results, work, "linnet", threads), step(results, work, peer, threads)),
      }),
    ),
  ),
  {
    number: 5,
    what: "training step of the head, beside tfjs-wasm",
    wanted: { atLeast: 5 },
    unit: "x",
    measure: (results) => ratio(step(results, "head", "tfjs-wasm", 1), step(results, "head", "linnet", 2)),
  },
  ...(["tfjs-wasm", "onnxruntime-web"] as const).map(
    (peer): MarkDefinition => ({
      number: 6,
      what: `process start to first prediction, of ${peer}'s`,
      wanted: { atMost: 1 },
      unit: "x",
      measure: ({ memory }) =>
        ratio(
          lowest(memory, "firstMilliseconds", isLinnet),
          lowest(memory, "firstMilliseconds", ({ name }) => name === peer),
        ),
    }),
  ),
  {
    number: 6,
    what: "process start to first prediction",
    wanted: { atMost: 120 },
    unit: " ms",
    measure: ({ memory }) => lowest(memory, "firstMilliseconds", isLinnet),
  },
  ...[1, 2].map(
    (threads): MarkDefinition => ({
      number: 6,
      what: `1, 2, 1 and 5 pictures, call after call, ${threadWords[threads]!}, of the time of nine one at a time`,
      wanted: { atMost: 1.2 },
      unit: "x",
      measure: ({ memory }) =>
        memory?.find((start) => isLinnet(start) && start.threads === threads)?.ofPicturesAlone ?? null,
    }),
  ),
  ...[1, 2].map(
    (threads): MarkDefinition => ({
      number: 6,
      what: `a page, from the last byte of the weights to the first answer, ${threadWords[threads]!}, of the time before (4cca2ef)`,
      wanted: { atMost: 0.5 },
      unit: "x",
      measure: ({ browser }) => {
        const own = browser?.starts.find((start) => start.threads === threads);
        return ratio(own?.milliseconds ?? null, own?.millisecondsBefore ?? null);
      },
    }),
  ),
  ...(
    [
      ["linnet", "a page that gives a network numbers, gzipped", 56.6],
      ["linnet's ImageClassifier", "a page that gives a classifier photographs, gzipped", 71.4],
    ] as const
  ).map(
    ([page, what, atMost]): MarkDefinition => ({
      number: 6,
      what,
      wanted: { atMost },
      unit: " kB",
      measure: ({ browser }) => {
        const own = browser?.sizes.find(({ name }) => name === page);
        return own === undefined ? null : own.scriptBytes / 1000;
      },
    }),
  ),
  {
    number: 7,
    what: "photographs to a trained head, of PyTorch's time",
    wanted: { atMost: 1 },
    unit: "x",
    measure: (results) => ratio(photograph(results, "linnet"), photograph(results, "PyTorch")),
  },
  {
    number: 7,
    what: "photographs to a trained head, a photograph",
    wanted: { atMost: 10 },
    unit: " ms",
    measure: (results) => photograph(results, "linnet"),
  },
  {
    number: 7,
    what: "the tutorial, an epoch, beside Keras",
    wanted: { atLeast: 1 },
    unit: "x",
    measure: (results) => ofTutorial(results, secondsAnEpoch),
  },
  {
    number: 7,
    what: "the tutorial, an epoch, of its processor time on two threads",
    wanted: { atMost: 1.1 },
    unit: "x",
    measure: ({ tutorial }) => {
      const own = tutorial?.find(({ library }) => library === "linnet");
      return own === undefined ? null : ofFullProcessors(own);
    },
  },
  {
    number: 7,
    what: "the tutorial, peak memory, beside Keras",
    wanted: { atLeast: 1 },
    unit: "x",
    measure: (results) => ofTutorial(results, peakOf),
  },
  ...[1, 2].map(
    (threads): MarkDefinition => ({
      number: 8,
      what: `linnet in a page, one picture, ${threadWords[threads]!}, of Node's time`,
      wanted: { atMost: 1.2 },
      unit: "x",
      measure: ({ browser }) => {
        const isOwn = ({ name, network, batch }: BrowserTime): boolean =>
          name === "linnet" && network === "MobileNetV2" && batch === 1;
        const own = browser?.times.filter(isOwn);
        const times = own?.filter((time) => time.threads === threads) ?? [];
        return times.length === 0 ? null : Math.max(...times.map((t) => t.milliseconds / t.nodeMilliseconds));
      },
    }),
  ),
  ...["MobileNetV2", "MobileNetV3 large", "EfficientNet-Lite0"].flatMap((network) =>
    [1, 32].flatMap((batch) =>
      ["tfjs-webgpu", "onnxruntime-webgpu"].map(
        (peer): MarkDefinition => ({
          number: 10,
          what: `WebGPU, ${network}, batch ${batch}, beside ${peer}`,
          wanted: { atLeast: 1 },
          unit: "x",
          measure: ({ gpu }) => {
            const of = (library: string): number | null =>
              lowest(gpu?.times, "median", (time) => {
                return time.library.startsWith(library) && time.network === network && time.batch === batch;
              });
            return ratio(of(peer), of("linnet webgpu"));
          },
        }),
      ),
    ),
  ),
];
