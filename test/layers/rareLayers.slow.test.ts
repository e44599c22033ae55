// Layers that are loaded when a file names one: in a process of its own, which has not imported them.

import { execFileSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, input } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
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
    import { layerFromConfig, loadLayers } from "./src/layers/registry.js";
    const elu = { className: "ELU", name: "elu", trainable: true, config: {} };
    try { layerFromConfig(elu); } catch (error) { console.log(error.message); }
    await loadLayers([{ className: "Dense" }]);
    try { layerFromConfig(elu); } catch (error) { console.log("still", error.name); }
    await loadLayers([{ className: "ELU" }]);
    console.log(layerFromConfig(elu).className);
    try { layerFromConfig({ ...elu, className: "Nothing" }); } catch (error) { console.log(error.message); }
  `);
  assert.match(lines[0]!, /got "ELU": rarer ones come with `load`/);
  assert.is(lines[1], "still LinnetError");
  assert.is(lines[2], "ELU");
  assert.match(lines[3]!, /SeparableConv2D.*got "Nothing"$/);
});

test("a page that predicts loads a rare activation, and writes options of weights as they were", () => {
  const lines = run(`
    import { input } from "./src/layers/input.js";
    import { Dense } from "./src/layers/dense.js";
    import { Network } from "./src/predict.js";
    try { new Dense({ units: 2, name: "new" }).apply(input({ shape: [3] })).layer.parameters[0].values; } catch (error) { console.log(error.message); }
    const bytes = Uint8Array.from(Buffer.from("${rareFile()}", "base64"));
    try { Network.decode(bytes); } catch (error) { console.log(error.message); }
    const network = await Network.load(bytes);
    console.log(Buffer.from(network.encode()).equals(bytes));
  `);
  assert.match(lines[0]!, /^weight "new\/kernel": expected a network from a file.*"linnet"$/);
  assert.match(lines[1]!, /activation: expected one of linear, .*got "gelu"/);
  assert.is(lines[2], "true");
});

function rareFile(): string {
  const options = { kernelInitializer: { name: "randomNormal", stddev: 0.1 }, kernelRegularizer: "l1_l2" } as const;
  const begin = input({ shape: [3] });
  const outputs = new Dense({ units: 2, activation: "gelu", kernelConstraint: "nonNeg", ...options }).apply(begin);
  return Buffer.from(new Network({ inputs: begin, outputs }).encode()).toString("base64");
}

test.run();
