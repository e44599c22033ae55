import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, root, writeFaces } from "../support/command.js";

const test = suite("linnet command");
const folder = mkdtempSync(join(tmpdir(), "linnet-cli-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
const model = join(folder, "model.safetensors");
const cache = { LINNET_CACHE: join(folder, "cache") };
const small = ["--alpha", "0.35", "--size", "32", "--hidden", "8", "--epochs", "2", "--batch-size", "8", "--no-report"];

test.before(async () => {
  writeFaces(faces, 15);
  await writeBaseWeights(weights);
  const trained = await linnet(["train", faces, "--weights", weights, ...small, "--no-augment", "-o", model]);
  assert.is(trained.code, 0, trained.stderr);
});

test.after(() => rmSync(folder, { recursive: true }));

test("train reports on photographs that were held out, and writes a file that others can open", async () => {
  const csv = join(folder, "log.csv");
  const options = [...small, "--no-augment", "--limit", "20", "--csv", csv, "-o", join(folder, "limited.safetensors")];
  const { code, stdout, stderr } = await linnet(["train", faces, "--weights", weights, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /20 photographs \(with_mask 10, without_mask 10\); 16 to train on, 4 held out/);
  assert.match(stdout, /once/, "it says that the frozen base runs once a photograph");
  assert.match(stdout, /epoch 2\/2 .*val_accuracy/);
  assert.match(stdout, /precision +recall +f1-score +support/);
  assert.match(stdout, /Held-out accuracy [01]\.\d{4} after/);
  assert.is(readFileSync(csv, "utf8").trim().split("\n").length, 3);
  const { tensors, metadata } = readSafetensors(readFileSync(model), model);
  assert.ok(tensors.has("Conv1/kernel"));
  assert.match(JSON.stringify(metadata), /with_mask/);
});

test("train writes a report beside the model, with its curves as PNG where asked, and none where not wanted", async () => {
  const output = join(folder, "reported.safetensors");
  const [report, plot] = [join(folder, "reported-report.html"), join(folder, "plot.png")];
  const wanted = small.filter((option) => option !== "--no-report");
  const options = [...wanted, "--no-augment", "--plot", plot, "-o", output];
  const { code, stdout, stderr } = await linnet(["train", faces, "--weights", weights, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /The curves are in .*plot\.png\.\nThe report is in .*reported-report\.html\./);
  assert.is(readFileSync(plot).subarray(1, 4).toString(), "PNG");
  const html = readFileSync(report, "utf8");
  const told = /Held-out accuracy (\d\.\d{4})/.exec(stdout)![1]!;
  assert.ok(html.includes(`<span class="figure">${told}</span> of 6 held-out photographs`));
  assert.match(html, /<pre>node dist\/node\/main\.js train .*--plot .*plot\.png/);
  assert.is(html.match(/alt="heat map"/g)?.length, 6, "all that were held out are shown");
  assert.not.ok(existsSync(model.replace(".safetensors", "-report.html")), "--no-report");
});

test("train and evaluate leave out photographs that cannot be decoded, and name them", async () => {
  const mixed = join(folder, "mixed");
  cpSync(faces, mixed, { recursive: true });
  const whole = readFileSync(join(faces, "with_mask", "0.png"));
  for (const name of ["cut.png", "cut too.png"]) writeFileSync(join(mixed, "with_mask", name), whole.subarray(0, 200));
  const options = ["--weights", weights, ...small, "-o", join(folder, "mixed.safetensors")];
  for (const parameters of [
    ["train", mixed, ...options, "--no-augment"],
    ["train", mixed, ...options],
  ]) {
    const { code, stderr } = await linnet(parameters);
    assert.is(code, 0, stderr);
    for (const name of ["cut.png", "cut too.png"]) {
      const line = new RegExp(`left out: .*${name}: the PNG is cut short`, "g");
      assert.is(stderr.match(line)?.length, 1, stderr);
    }
  }
  const evaluated = await linnet(["evaluate", model, mixed]);
  assert.match(evaluated.stderr, /left out: .*cut\.png: the PNG is cut short/);
  const strict = await linnet(["train", mixed, ...options, "--strict"]);
  assert.is(strict.code, 1);
  assert.match(strict.stderr, /^linnet: .*cut( too)?\.png: the PNG is cut short/m);
});

test("train with augmentation runs the base on every augmented picture, and says so", async () => {
  const options = [...small, "--epochs", "1", "--limit", "20", "-o", join(folder, "augmented.safetensors")];
  const { code, stdout, stderr } = await linnet(["train", faces, "--weights", weights, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /every/);
  assert.match(stdout, /epoch 1\/1/);
});

test("predict names a class for each photograph, as JSON too, and an error for a broken file", async () => {
  const photograph = join(faces, "with_mask", "0.png");
  const plain = await linnet(["predict", model, photograph]);
  assert.is(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /0\.png: with(out)?_mask \(\d+\.\d %\)/);
  const broken = join(folder, "broken.jpg");
  writeFileSync(broken, "this is no picture");
  const both = await linnet(["predict", model, photograph, broken, "--json"]);
  assert.is(both.code, 1);
  const answers = JSON.parse(both.stdout);
  assert.is(answers[0].file, photograph);
  assert.ok(Math.abs(answers[0].probabilities.with_mask + answers[0].probabilities.without_mask - 1) < 1e-5);
  assert.match(answers[1].error, /broken\.jpg: expected a JPEG or PNG picture/);
});

test("evaluate compares with the folder's labels, and every backend gives the same probabilities", async () => {
  const photographs = ["with_mask/0.png", "without_mask/0.png"].map((name) => join(faces, name));
  const [accuracies, probabilities]: [string[], number[][]] = [[], []];
  for (const backend of ["wasm", "reference"]) {
    const { code, stdout, stderr } = await linnet(["evaluate", model, faces, "--backend", backend]);
    assert.is(code, 0, stderr);
    accuracies.push(/Accuracy (\d\.\d+) on 30 photographs/.exec(stdout)![1]!);
    const answers = JSON.parse(
      (await linnet(["predict", model, ...photographs, "--json", "--backend", backend])).stdout,
    ) as { readonly probabilities: { readonly with_mask: number } }[];
    probabilities.push(answers.map((answer) => answer.probabilities.with_mask));
  }
  assert.is(accuracies[0], accuracies[1]);
  const [wasm, reference] = probabilities as [number[], number[]];
  assert.ok(Math.abs(wasm[0]! - wasm[1]!) > 1e-3, "else a backend that gave a constant would pass");
  wasm.forEach((probability, place) => assert.ok(Math.abs(probability - reference[place]!) < 1e-4));
});

test("--version is the package's", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.is((await linnet(["--version"])).stdout, `${version}\n`);
});

test("summary prints a model file's layers, or MobileNetV2's", async () => {
  assert.match((await linnet(["summary", model])).stdout, /block_16_project \(Conv2D\)/);
  assert.match((await linnet(["summary"])).stdout, /3,538,984/);
});

test("mistakes are told in one line, and nothing is written", async () => {
  const output = join(folder, "never.safetensors");
  const oneClass = join(folder, "one class");
  cpSync(join(faces, "with_mask"), join(oneClass, "only"), { recursive: true });
  const unreadable = join(folder, "unreadable");
  mkdirSync(join(unreadable, "with_mask"), { recursive: true });
  writeFileSync(join(unreadable, "with_mask", "x.jpg"), Uint8Array.of(0xff, 0xd8, 0xff));
  const cases = [
    [["train", join(folder, "nothing"), "--weights", weights, "-o", output], /nothing/],
    [["train", faces, "--weights", join(folder, "none"), "-o", output], /none: the weights could not be read/],
    [["train", faces, "--weights", weights, "--alpha", "0.5", "-o", output], /does not fit model .* expected/],
    [["train", faces, "--weights", weights, "-o", join(folder, "no/model")], /^linnet: --output .*no\/model: .*ENOENT/],
    [["train", faces, "--weights", weights, "-o", faces], /^linnet: --output .*faces: .* is a folder/],
    [["train", faces, "--report", join(folder, "no/r.html"), "-o", output], /^linnet: --report .*no\/r.html: .*ENOENT/],
    [["train", faces, "--csv", join(folder, "no/log.csv"), "-o", output], /^linnet: --csv .*no\/log.csv: .*ENOENT/],
    [
      ["train", oneClass, "--weights", weights, "-o", output],
      /expected folders of two classes or more, got "only" alone/,
    ],
    [["evaluate", model, unreadable], /none of the 1 photographs that were to be classified could be read/],
    [["train", faces, "--epochs", "0"], /Expected a whole number of at least 1, got "0"/],
    [["predict", join(folder, "none"), "x.jpg"], /none: the model could not be read/],
    [["predict", weights, "x.jpg"], /weights\.safetensors/],
    [["evaluate", model, folder], /the model knows the classes with_mask, without_mask/],
    [["train", faces, "--schedule", "steep"], /Allowed choices are inverse-time, cosine, constant/],
  ] as const;
  for (const [parameters, message] of cases) {
    const { code, stderr } = await linnet(parameters);
    assert.is(code, 1, parameters.join(" "));
    assert.match(stderr, message);
    assert.not.match(stderr, /\n {4}at /, "no stack");
  }
  assert.not.ok(existsSync(output));
});

test("--base imagenet downloads, checks the sum, and says what to do when that fails", async () => {
  const content = Buffer.from("weights of a kind");
  let sum = "";
  const server = createServer((_request, response) => {
    response.setHeader("x-goog-hash", `crc32c=AAAAAA==,md5=${sum}`);
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const train = (address: string) =>
    linnet(["train", faces, "--base", "imagenet", ...small], { env: { ...cache, LINNET_WEIGHTS_URL: address } });
  try {
    sum = createHash("md5").update("something else").digest("base64");
    assert.match((await train(url)).stderr, /expected a file with MD5 .*, got one with .* Give a safetensors file/s);
    sum = createHash("md5").update(content).digest("base64");
    assert.match(
      (await train(url)).stderr,
      /_0\.35_32_no_top\.h5: Keras's weights are there, but linnet cannot read HDF5/,
    );
    const kept = readFileSync(
      join(folder, "cache/weights/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_32_no_top.h5"),
    );
    assert.equal(kept, content);
  } finally {
    server.close();
  }
  rmSync(join(folder, "cache"), { recursive: true });
  const offline = await train(url);
  assert.is(offline.code, 1);
  assert.match(offline.stderr, /the server could not be reached .*Give a safetensors file with --weights/s);
});

test("Ctrl-C finishes the step, saves the model and ends cleanly", async () => {
  const output = join(folder, "interrupted.safetensors");
  const parameters = [
    "train",
    faces,
    "--weights",
    weights,
    ...small,
    "--epochs",
    "100000",
    "--no-augment",
    "-o",
    output,
  ];
  let sent = false;
  const { code, stdout, stderr } = await linnet(parameters, {
    onOutput: (printed, child) => {
      if (sent || !/epoch +2\/100000/.test(printed)) return;
      sent = true;
      child.kill("SIGINT");
    },
  });
  assert.is(code, 0, stderr);
  assert.match(stderr, /Stopping after this step/);
  assert.match(stdout, /The model is in/);
  assert.ok(readSafetensors(readFileSync(output), output).tensors.size > 0);
});

test("Ctrl-C before the first step saves nothing, and says so", async () => {
  const output = join(folder, "early.safetensors");
  const parameters = ["train", faces, "--weights", weights, ...small, "--no-augment", "-o", output];
  const { code, stderr } = await linnet(parameters, {
    onOutput: (printed, child) => void (printed.includes("held out.") && !child.killed && child.kill("SIGINT")),
  });
  assert.is(code, 130, stderr);
  assert.match(stderr, /Stopped before the first step: there is nothing to save/);
  assert.not.ok(existsSync(output));
});

test.run();
