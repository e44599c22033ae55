import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawPanels } from "../../../recipes/figures/panels.js";
import type { Chart } from "../../../src/report/chartData.js";

const chart = (title: string): Chart => ({
  kind: "line",
  title,
  x: { label: "epoch" },
  y: { label: "loss" },
  series: [{ name: "one", points: [[1, 0.5], [2, 0.25]] }], // biome-ignore format: points
});

test("charts stand in rows of as many columns, from left to right", async () => {
  const titles = ["first", "second", "third", "fourth", "fifth"];
  const svg = await drawPanels(titles.map(chart), { columns: 3, width: 200, height: 150 });
  assert.match(svg, /^<svg [^>]*width="600" height="300" viewBox="0 0 600 300"/);
  assert.match(svg, /^<svg [^>]*role="img" aria-label="first; second; third; fourth; fifth"/);
  const places = [...svg.matchAll(/<svg x="(\d+)" y="(\d+)"[^>]*aria-label="(\w+)"/g)].map((match) => match.slice(1));
  assert.equal(places, [
    ["0", "0", "first"],
    ["200", "0", "second"],
    ["400", "0", "third"],
    ["0", "150", "fourth"],
    ["200", "150", "fifth"],
  ]);
});

test("the names inside of a drawing are of one chart alone", async () => {
  const svg = await drawPanels(["first", "second"].map(chart));
  const names = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name!);
  assert.ok(names.length >= 2);
  assert.is(new Set(names).size, names.length);
});

test.run();
