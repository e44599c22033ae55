// Charts: what is drawn is what was given, on both grounds, and nothing in it is loaded from elsewhere.

import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ChartTheme, drawChart } from "../../src/report/chart.js";
import type { Chart } from "../../src/report/chartData.js";
import { svgToPng } from "../../src/report/png.js";

const x = { label: "epoch" };
const charts: readonly Chart[] = [
  {
    kind: "line",
    title: "line",
    x,
    y: { label: "loss", scale: "log" },
    series: [
      { name: "first", points: [[1, 0.5], [2, 0.25]] }, // biome-ignore format: points
      { name: "second", stroke: "dashed", marks: true, points: [[1, 0.6], [2, 0.4]] }, // biome-ignore format: points
    ],
  },
  {
    kind: "bar",
    title: "bar",
    label: "class",
    categories: ["with", "without"],
    values: { label: "photographs", format: (value) => `${value} pieces` },
    series: [{ name: "all", values: [1800, 1795] }],
  },
  {
    kind: "heatMap",
    title: "heat map",
    columns: { label: "predicted", names: ["p0", "p1"] },
    rows: { label: "true", names: ["t0", "t1"] },
    values: [[360, 3], [5, 351]], // biome-ignore format: a matrix
  },
  { kind: "scatter", title: "scatter", x, y: x, series: [{ name: "all", points: [[-1, 2], [1, 3]] }] }, // biome-ignore format: points
];

/** The text that a chart shows, in the order of drawing. */
const wordsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

for (const chart of charts) {
  test(`${chart.kind}: one SVG element with its title, and no address but the names of XML`, async () => {
    const svg = await drawChart(chart, { width: 300, height: 200 });
    assert.match(svg, /^<svg [^>]*aria-label="[^"]+"[^>]*viewBox="0 0 300 200"/);
    assert.ok(wordsOf(svg).includes(chart.title));
    assert.not.match(svg.replaceAll(/xmlns(:\w+)?="[^"]*"/g, ""), /https?:|href|url\((?!#)|@import|<script/);
  });
}

test("bars and cells have their numbers, written as asked", async () => {
  const bars = wordsOf(await drawChart(charts[1]!));
  for (const word of ["with", "without", "1800 pieces", "1795 pieces"]) assert.ok(bars.includes(word), word);
  const cells = wordsOf(await drawChart(charts[2]!));
  for (const word of ["p0", "t1", "360", "3", "5", "351"]) assert.ok(cells.includes(word), word);
});

test("a bar may have words in its number's place, and a chart a line below its title", async () => {
  const series = [{ name: "all", values: [1795, 0], labels: ["many", "not counted"] }];
  const words = wordsOf(await drawChart({ ...charts[1]!, subtitle: "of one day", series } as Chart));
  for (const word of ["of one day", "many", "not counted"]) assert.ok(words.includes(word), word);
  assert.not.ok(words.includes("1795 pieces"));
});

test("bars of charts with names of one width begin at one place", async () => {
  const begins = async (categories: readonly string[]): Promise<string> => {
    const svg = await drawChart({ ...charts[1]!, horizontal: true, nameWidth: 200, categories } as Chart);
    return /<path d="M(\d[\d.]*) [\d.]+l/.exec(svg)![1]!;
  };
  assert.is(await begins(["a", "b"]), await begins(["a long name", "b"]));
});

test("several lines have a legend, one has none", async () => {
  assert.ok(wordsOf(await drawChart(charts[0]!)).includes("second"));
  assert.not.ok(wordsOf(await drawChart(charts[3]!)).includes("all"));
});

test("the same chart is the same text, so that a drawing in a repository changes with its figures alone", async () => {
  const first = await drawChart(charts[0]!);
  assert.match(first, /<clipPath id="line-c0"/);
  assert.ok(first === (await drawChart(charts[0]!)));
});

test("a title and a name are text, whatever they hold", async () => {
  const named = "<script>alert('1')</script>";
  const svg = await drawChart({ ...charts[1]!, title: named, categories: [named, "b"] } as Chart);
  assert.not.match(svg, /<script/);
  assert.is(svg.split("&lt;script&gt;").length - 1, 3, "the label of the drawing, the title and the category");
});

test("themes differ in their ground; a page's own has none, and no ink but the page's", async () => {
  const ground = async (theme: ChartTheme): Promise<string> =>
    /<rect [^>]*fill="([^"]+)"/.exec(await drawChart(charts[0]!, { theme }))?.[1] ?? "none";
  assert.equal([await ground("light"), await ground("dark"), await ground("page")], ["#ffffff", "#0d1117", "none"]);
  assert.match(await drawChart(charts[0]!, { theme: "page" }), /<text [^>]*fill="currentColor"/);
});

test("a PNG has the drawing's pixels, and letters on its ground", async () => {
  const svg = await drawChart({ ...charts[3]!, title: "A title that is long" } as Chart, { width: 200, height: 100 });
  const { width, height, data } = PNG.sync.read(Buffer.from(await svgToPng(svg, { scale: 2 })));
  assert.equal([width, height], [400, 200]);
  assert.equal([...data.subarray(0, 4)], [255, 255, 255, 255]);
  const titleRows = data.subarray(0, 4 * width * 50);
  const ink = titleRows.filter((value, place) => place % 4 === 0 && value < 100).length;
  assert.ok(ink > 100, `${ink} dark pixels where the title is`);
});

test("a scatter chart names its series at their points, or below in as many lines as they take", async () => {
  const axis = { label: "x" };
  const series = Array.from({ length: 9 }, (_, index) => ({
    name: `a long series name, ${index}`,
    points: [[index, index] as const],
  }));
  const chart = { kind: "scatter", title: "points", x: axis, y: axis, series } as const;
  const placesOf = (svg: string, text: RegExp): number[] =>
    [...svg.matchAll(/<text[^>]*translate\([\d.]+ ([\d.]+)\)[^>]*>([^<]*)</g)]
      .filter(([, , content]) => text.test(content!))
      .map(([, y]) => Number(y));
  const below = await drawChart(chart);
  const names = placesOf(below, /^a long series/);
  assert.is(names.length, 9);
  assert.ok(Math.min(...names) > Math.max(...placesOf(below, /^x$/)));
  const named = placesOf(await drawChart({ ...chart, namesPoints: true }), /^a long series/);
  assert.is(new Set(named).size, 9);
});

test.run();
