import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeSafetensors } from "../src/formats/safetensors/writeSafetensors.js";
import { Network } from "../src/model/network.js";
import { mobileNetV2 } from "../src/models/mobilenetv2.js";
import { jpegSamples } from "./data/jpegSamples.js";
import { root, run, writeFaces } from "./support/command.js";
import { runSnippets } from "./support/snippets.js";

const test = suite("README");
const readme = readFileSync(join(root, "README.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "linnet-readme-"));
const faces = join(folder, "faces");
const cache = join(folder, "cache");
/** Where ImageNet weights are once they were downloaded. */
const weights = join(cache, "weights/mobilenetv2-1.0-224-imagenet.safetensors");
const model = join(folder, "model.safetensors");
const photograph = join(faces, "with_mask", "0.png");

interface ReadmeCommand {
  readonly line: string;
  readonly prints: RegExp;
  /** Default: the one with the weights. */
  readonly cache?: string;
}

/** Each command as it stands in the README, and what is run for it: small, and writing nothing into the project. */
const commands: { readonly [command: string]: ReadmeCommand } = {
  "npm run train": {
    line: `npm run train -- --epochs 1 -o ${model}`,
    prints: /Held-out accuracy/,
    cache: join(folder, "empty"),
  },
  "npm run train -- FOLDER --weights imagenet": {
    line: `npm run train -- ${faces} --weights imagenet --epochs 1 -o ${model}`,
    prints: /every augmented picture[\s\S]*Held-out accuracy/,
  },
  "npx linnet train [FOLDER]": {
    line: `npx --no linnet train ${faces} --weights ${weights} --epochs 1 --no-augment -o ${model}`,
    prints: /Held-out accuracy/,
  },
  "npx linnet tune FOLDER": {
    line: `npx --no linnet tune ${faces} --weights ${weights} --trials 3 --epochs 3`,
    prints: /After 3 epochs, 1 trial,[\s\S]*Winner: trial [\s\S]*To train it:\s+npx linnet train/,
  },
  "npx linnet predict MODEL FILES…": { line: `npx --no linnet predict ${model} ${photograph}`, prints: /0\.png: with/ },
  "npx linnet evaluate MODEL FOLDER": { line: `npx --no linnet evaluate ${model} ${faces}`, prints: /Accuracy/ },
  "npx linnet prune MODEL FOLDER": {
    line: `npx --no linnet prune ${model} ${faces} --sparsity 0.5 --epochs 1 --limit 4 -o ${join(folder, "pruned")}`,
    prints: /sparsity[\s\S]* 0\.500 /,
  },
  "npx linnet quantize MODEL FOLDER": {
    line: `npx --no linnet quantize ${model} ${faces} --pictures 4 -o ${join(folder, "int8.safetensors")}`,
    prints: /int8\.safetensors:\s\S+\sMB\swhere\sit\swas\s\S+\sMB\.\s+Accuracy\s/,
  },
  "npx linnet audit FOLDER": { line: `npx --no linnet audit ${faces}`, prints: /20 photographs[\s\S]*Random split: / },
  "npx linnet convert IN OUT": {
    line: `npx --no linnet convert ${model} ${join(folder, "model.onnx")}`,
    prints: /model\.onnx/,
  },
  "npx linnet weights": { line: "npx --no linnet weights", prints: /mobilenetv2 +1\.0 .*224\*/ },
  "npx linnet weights get NETWORK": { line: "npx --no linnet weights get mobilenetv2", prints: /there already/ },
  "npx linnet weights get imagenet": { line: "npx --no linnet weights get imagenet", prints: /there already/ },
  "npx linnet summary [MODEL]": { line: `npx --no linnet summary ${model}`, prints: /block_16_project/ },
  "npm run bench": {
    line: `npm run bench -- --kernels --shapes 2 --rounds 1 --shortest-round 1 --json ${join(folder, "bench.json")}`,
    prints: /wasm GFLOP\/s[\s\S]*depthwise[\s\S]*tfjs-wasm[\s\S]*mark/,
  },
  "npm run figures": { line: "npm run figures", prints: /relu-manifold +a spiral/ },
};

/** `npm ci` is what installed the project that this test runs in, and `npm test` what started it. */
const alreadyRun = ["npm ci", "npm test"];

test.before(() => {
  writeFaces(faces, 10);
  const tensors = mobileNetV2({ includeTop: false, folded: true, seed: 1 }).parameters.map(
    ({ name, shape, values }) => [name, { shape, values }] as const,
  );
  mkdirSync(dirname(weights), { recursive: true });
  writeFileSync(weights, writeSafetensors(new Map(tensors)));
});

test.after(() => rmSync(folder, { recursive: true }));

test("every command in it is known to this test", () => {
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split("\n"));
  const inTables = [...readme.matchAll(/`((?:npm|npx) [^`]+)`/g)].map(([, command]) => command!);
  const found = [...blocks, ...inTables].flatMap((line) => line.split(" && "));
  assert.equal([...new Set(found)].sort(), [...alreadyRun, ...Object.keys(commands)].sort());
});

for (const [command, { line, prints, cache: own = cache }] of Object.entries(commands)) {
  test(`${command} works`, async () => {
    const [program, ...parameters] = line.split(" ");
    const { code, stdout, stderr } = await run(program!, parameters, { env: { LINNET_CACHE: own } });
    assert.is(code, 0, stderr);
    assert.match(stdout, prints);
  });
}

test("its pictures and pages are there", () => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!);
  assert.ok(targets.length > 0);
  for (const target of targets) assert.ok(existsSync(join(root, target)), target);
});

test("its code is strict TypeScript, and runs as it is pasted", async () => {
  const project = join(folder, "project");
  writeFaces(join(project, "photographs"), 10);
  writeFileSync(join(project, "photograph.jpg"), Buffer.from(jpegSamples[0]!.file, "base64"));
  await runSnippets("README.md", project, [
    /^with(out)?_mask [01]\.\d+\n$/,
    /^\[\s+(?:[01](?:\.\d+)?,?\s+){5}\]\n$/,
    /^Float32Array\(1\) \[ 5\.25 \] \[ 3, 4 \]\n[\s\S]*matMul/,
  ]);
  for (const file of ["classifier", "model"]) {
    const saved = join(project, `${file}.safetensors`);
    assert.ok(Network.decode(readFileSync(saved), { file: saved }).parameters.length > 0);
  }
});

test.run();
