// A chart of the peers for the README.

import { writeFileSync } from "node:fs";
import type { BarChart } from "linnet";
import { drawPanels } from "../recipes/figures/panels.ts";
import { groupBy } from "./groupBy.ts";
import type { PeerResult } from "./peers/compare.ts";
import { candidates, type PeerName } from "./peers/peer.ts";

/** What the chart needs of the record of a run. */
export interface ChartRecord {
  readonly machine: string;
  /** When it was measured, in ISO 8601. */
  readonly date: string;
  readonly peers: { readonly times: readonly Pick<PeerResult, "name" | "threads" | "batch" | "milliseconds">[] };
}

/** A library, with the milliseconds that it takes on one thread and on two; absent if they were not measured. */
interface Library {
  readonly name: PeerName;
  readonly times: readonly [one: number | undefined, two: number | undefined];
}

const threadNames = ["one thread", "two threads"];

/** Machine code of their own, in place of WebAssembly and JavaScript. */
const NATIVE: ReadonlySet<PeerName> = new Set(["onnxruntime-node", "LiteRT", "LiteRT int8", "Keras", "Keras XLA"]);

/** How many times linnet's time a library may take to stand on the same axis. */
const FAR = 10;

/**
 * Writes the milliseconds that one picture takes in each library as an SVG file. Axes are linear and begin at zero;
 * libraries that are far slower than linnet stand on a longer one, with linnet once more.
 */
export async function writeChart(file: string, { machine, date, peers }: ChartRecord): Promise<void> {
  const libraries = librariesOf(peers.times).sort((a, b) => fastest(a) - fastest(b));
  const own = libraries.find(({ name }) => name === "linnet");
  const isFar = (library: Library): boolean => own !== undefined && fastest(library) > FAR * fastest(own);
  const [near, far] = [libraries.filter((library) => !isFar(library)), libraries.filter(isFar)];
  const charts: BarChart[] = [
    {
      ...chartOf(near),
      title: "MobileNetV2 1.0 at 224: milliseconds for one picture, the fastest on one thread first",
      subtitle: `${machine}, ${date.slice(0, 10)}`,
    },
  ];
  if (far.length > 0) {
    charts.push({
      ...chartOf([own!, ...far]),
      title: `Those that take more than ${FAR} times as long as linnet, on a longer axis`,
    });
  }
  const svg = await drawPanels(charts, { columns: 1, width: 800, height: Math.max(290, 42 * near.length) });
  writeFileSync(file, svg);
}

function librariesOf(times: ChartRecord["peers"]["times"]): Library[] {
  const one = times.filter(({ batch }) => batch === 1);
  return groupBy(one, ({ name }) => name).map((results) => {
    const on = (threads: number) => results.find((result) => result.threads === threads)?.milliseconds;
    return { name: results[0]!.name, times: [on(1), on(2)] };
  });
}

/** On one thread, which all libraries have; on two, if one was not asked for. */
function fastest({ times: [one, two] }: Library): number {
  return one ?? two ?? Number.POSITIVE_INFINITY;
}

function chartOf(libraries: readonly Library[]): Omit<BarChart, "title"> {
  const measured = [0, 1].filter((place) => libraries.some(({ times }) => times[place] !== undefined));
  const series = measured.map((place) => ({
    name: threadNames[place]!,
    values: libraries.map(({ times }) => times[place] ?? 0),
    labels: libraries.map(({ name: library, times }) => labelOf(times[place], library)),
  }));
  return {
    kind: "bar",
    horizontal: true,
    categories: libraries.map(({ name }) => (NATIVE.has(name) ? `${name} (native)` : name)),
    label: "",
    nameWidth: 170,
    values: { label: "milliseconds", min: 0 },
    series,
  };
}

/** What stands at a bar, or why there is none. */
function labelOf(milliseconds: number | undefined, library: PeerName): string {
  if (milliseconds === undefined) {
    return candidates.find(({ name }) => name === library)?.oneThread ?? "was not measured in this run";
  }
  return milliseconds.toFixed(milliseconds < 100 && milliseconds % 1 !== 0 ? 1 : 0);
}
