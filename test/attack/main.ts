// Attacks what linnet reads: `npm run test:attack`, with `-- --mutations 200` for fewer of each format and `-- png` for those
// suites alone whose names hold the word. Passes when nothing crashes, hangs, takes or grows past its bound, or throws what is not a
// LinnetError that names the file. Suites count as tests.

import { parseArgs } from "node:util";
import { runSuite } from "./runSuite.js";
import { type FaultKind, faultKinds, type Outcome, type Suite } from "./suite.js";
import { suites } from "./suites.js";

/** Faults of a suite that are printed. */
const PRINTED = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mutations: { type: "string", default: "10000" } },
});
const mutations = Number(values.mutations);
if (!Number.isInteger(mutations) || mutations < 1)
  throw new Error(`--mutations: expected a whole number of 1 or more, got ${values.mutations}`);
const [word = ""] = positionals;
const chosen = suites.filter(({ name }) => name.includes(word));
if (chosen.length === 0) throw new Error(`expected one of ${suites.map(({ name }) => name).join(", ")}, got ${word}`);

let [passed, skipped] = [0, 0];
for (const suite of chosen) {
  const reason = suite.skipped?.() ?? null;
  if (reason !== null) {
    console.log(`${suite.name}: skipped, ${reason}`);
    skipped += 1;
    continue;
  }
  const started = performance.now();
  const outcome = await runSuite(suite, mutations);
  console.log(`${describe(suite, outcome)}, in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  for (const { kind, place, text } of outcome.faults.slice(0, PRINTED))
    console.log(`  ${kind}: ${await suite.describe(place)}: ${text}`);
  if (outcome.faults.length === 0) passed += 1;
}
console.log(`  Total:     ${chosen.length - skipped}\n  Passed:    ${passed}`);
process.exitCode = passed === chosen.length - skipped ? 0 : 1;

function describe({ name }: Suite, { cases, opened, refused, faults }: Outcome): string {
  const count = (kind: FaultKind): string => `${faults.filter((fault) => fault.kind === kind).length} ${kind}`;
  const bad = faultKinds.map(count).join(", ");
  return `${name}: ${cases} cases, ${opened} opened, ${refused} refused, ${bad}`;
}
