// Layers that are loaded when a file names one: in a process of its own, which has not imported them.

import { execFileSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../support/command.js";

function run(script: string): string[] {
  const given = ["--import", "tsx", "--input-type=module", "-e", script];
  return execFileSync(process.execPath, given, { cwd: root, encoding: "utf8" }).trim().split("\n");
}

test("a layer that is imported by itself can be written and decoded", () => {
  const lines = run(`
    import { input } from "./src/layers/input.js";
    import { ELU } from "./src/layers/leakyActivations.js";
    import { Network } from "./src/model/network.js";
    const begin = input({ shape: [3] });
    const bytes = new Network({ inputs: begin, outputs: new ELU().apply(begin) }).encode();
    console.log(Network.decode(bytes).layers.map(({ className }) => className).join());
  `);
  assert.equal(lines, ["InputLayer,ELU"]);
});

test("a file that names a rare layer has it loaded, and decode says so", () => {
  const lines = run(`
    import { layerFromConfig, loadLayerClasses } from "./src/layers/registry.js";
    const elu = { className: "ELU", name: "elu", trainable: true, config: {} };
    try { layerFromConfig(elu); } catch (error) { console.log(error.message); }
    await loadLayerClasses(["Dense"]);
    try { layerFromConfig(elu); } catch (error) { console.log("still", error.name); }
    await loadLayerClasses(["ELU"]);
    console.log(layerFromConfig(elu).className);
    try { layerFromConfig({ ...elu, className: "Nothing" }); } catch (error) { console.log(error.message); }
  `);
  assert.match(lines[0]!, /got "ELU": rarer ones come with `load`/);
  assert.is(lines[1], "still LinnetError");
  assert.is(lines[2], "ELU");
  assert.match(lines[3]!, /SeparableConv2D.*got "Nothing"$/);
});

test.run();
