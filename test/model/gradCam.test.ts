import { test } from "uvu";
import * as assert from "uvu/assert";
import { Conv2D } from "../../src/layers/conv2D.js";
import { Dense } from "../../src/layers/dense.js";
import { GlobalAveragePooling2D } from "../../src/layers/globalPooling2D.js";
import { input } from "../../src/layers/input.js";
import { gradCam } from "../../src/model/gradCam.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";

const HEIGHT = 3;
const WIDTH = 4;

/** Channel 0 sees red, channel 1 sees green; class 0 is for red and against green, class 1 the other way. */
function colorModel(): Model {
  const inputs = input({ shape: [HEIGHT, WIDTH, 3] });
  let x = new Conv2D({ filters: 2, kernelSize: 1, name: "colors" }).apply(inputs);
  x = new GlobalAveragePooling2D({ name: "pool" }).apply(x);
  const model = new Model({ inputs, outputs: new Dense({ units: 2, activation: "softmax", name: "head" }).apply(x) });
  const weights = (shape: number[], values: number[]) => ({ shape, values: Float32Array.from(values) });
  model.loadWeights(
    new Map([
      ["colors/kernel", weights([1, 1, 3, 2], [1, 0, 0, 1, 0, 0])],
      ["colors/bias", weights([2], [0, 0])],
      ["head/kernel", weights([2, 2], [3, -3, -3, 3])],
      ["head/bias", weights([2], [0, 0])],
    ]),
  );
  return model;
}

/** Red of 1 at the first place, green of 0.5 at the second; and the other way. */
function picture(red: number, green: number): number[] {
  const values = new Array<number>(HEIGHT * WIDTH * 3).fill(0);
  values[3 * red] = 1;
  values[3 * green + 1] = 0.5;
  return values;
}

const pictures = Tensor.from(Float32Array.from([...picture(5, 7), ...picture(0, 11), ...picture(2, 3)]), [
  3,
  HEIGHT,
  WIDTH,
  3,
]);
const PLACES = HEIGHT * WIDTH;

test("a map shows the places that speak for the class, by the formula of the paper", async () => {
  const model = colorModel();
  const { maps, outputs } = await gradCam(model, pictures, { classIndex: 0, batchSize: 2 });
  assert.equal(maps.shape, [3, HEIGHT, WIDTH]);
  // The score is 3 (mean of red - mean of green), so dy/dA is 3/12 for red: the map is 3/12 where red is 1.
  const expected = new Float32Array(3 * PLACES);
  [5, 0, 2].forEach((place, row) => {
    expected[row * PLACES + place] = 3 / PLACES;
  });
  maps.values.forEach((value, place) =>
    assert.ok(Math.abs(value - expected[place]!) < 1e-6, `place ${place}: ${value}`),
  );
  assert.equal(outputs.values, (await model.predict(pictures)).values);
  await model.close();
});

test("without a class the network's own is explained; a class a picture can be asked for", async () => {
  const model = colorModel();
  const brightest = ({ values }: Tensor, row: number): number => {
    const map = [...values.subarray(row * PLACES, (row + 1) * PLACES)];
    return map.indexOf(Math.max(...map));
  };
  const own = await gradCam(model, pictures);
  assert.equal(
    [0, 1, 2].map((row) => brightest(own.maps, row)),
    [5, 0, 2],
    "red is stronger in all of them",
  );
  const asked = await gradCam(model, pictures, { classIndex: [1, 0, 1] });
  assert.equal(
    [0, 1, 2].map((row) => brightest(asked.maps, row)),
    [7, 0, 3],
  );
});

test("of one sigmoid output both classes are explained as those of two are", async () => {
  const inputs = input({ shape: [HEIGHT, WIDTH, 3] });
  let x = new Conv2D({ filters: 2, kernelSize: 1, name: "colors" }).apply(inputs);
  x = new GlobalAveragePooling2D({ name: "pool" }).apply(x);
  const one = new Model({ inputs, outputs: new Dense({ units: 1, activation: "sigmoid", name: "head" }).apply(x) });
  const two = colorModel();
  const [colors, bias] = ["colors/kernel", "colors/bias"].map((name) => [name, two.getWeights().get(name)!] as const);
  const kernel = { shape: [2, 1], values: Float32Array.of(-3, 3) };
  one.loadWeights(
    new Map([colors!, bias!, ["head/kernel", kernel], ["head/bias", { shape: [1], values: new Float32Array(1) }]]),
  );
  for (const options of [{}, { classIndex: 0 }, { classIndex: 1 }, { classIndex: [0, 1, 0] }]) {
    const [found, expected] = await Promise.all([gradCam(one, pictures, options), gradCam(two, pictures, options)]);
    assert.equal([...found.maps.values], [...expected.maps.values], JSON.stringify(options));
  }
});

test("on every backend the same", async () => {
  const results = [];
  for (const backend of ["wasm", "reference"] as const)
    results.push(await gradCam(colorModel(), pictures, { backend }));
  const [wasm, reference] = results;
  wasm!.maps.values.forEach((value, place) => assert.ok(Math.abs(value - reference!.maps.values[place]!) < 1e-6));
});

test("a layer, a class or pictures that do not fit are named", async () => {
  const failure = (x: Tensor, options: object): Promise<string> =>
    gradCam(colorModel(), x, options).then(
      () => "none",
      (error: Error) => error.message,
    );
  assert.match(await failure(pictures, { layer: "none" }), /has no layer "none"/);
  assert.match(
    await failure(pictures, { layer: "head" }),
    /expected layer "head" to give \[height, width, channels\], it gives \[2\]/,
  );
  assert.match(await failure(pictures, { classIndex: 2 }), /expected classIndex from 0 to 1, got 2 for picture 0/);
  assert.match(await failure(pictures, { classIndex: [0, 1] }), /got NaN for picture 2/);
  assert.match(await failure(pictures.slice(0, 0), {}), /expected x as a tensor \[count,3,4,3\], got \[0,3,4,3\]/);
});

test.run();
