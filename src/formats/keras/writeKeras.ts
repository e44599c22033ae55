// .keras files, as Keras 3 writes them: a zip of a configuration and the weights as HDF5 (keras/src/saving/saving_lib.py).

import { type DatasetToWrite, type GroupToWrite, writeHdf5 } from "../hdf5/writeHdf5.js";
import type { TrainingToWrite, WrittenNetwork } from "../writtenNetwork.js";
import { writeZip } from "../zip/writeZip.js";
import { OWN_KEY, ownUse } from "./ownUse.js";
import { withPaddingApart } from "./paddingApart.js";
import { type KerasOptions, withPreprocessing } from "./preprocessingLayer.js";
import { snakeCaseOfClass } from "./snakeCaseOfClass.js";
import { compileConfig, KERAS_VERSION, keras3Config } from "./writeConfig.js";
import { kerasLayers, type WrittenKerasLayer } from "./writeLayers.js";

/** @throws LinnetError naming a layer that Keras does not have */
export async function writeKeras(given: WrittenNetwork, options: KerasOptions): Promise<Uint8Array> {
  const { written: whole, layer } = withPreprocessing(given, options);
  const written = withPaddingApart(whole);
  const layers = kerasLayers(written);
  const text = new TextEncoder();
  const metadata = { keras_version: KERAS_VERSION, [OWN_KEY]: ownUse(given.use, layer) };
  const entries = new Map([
    ["metadata.json", text.encode(JSON.stringify(metadata))],
    ["config.json", text.encode(JSON.stringify(keras3Config(written, layers, compileConfig(written.training))))],
    ["model.weights.h5", await writeHdf5(weightGroups(layers, written.training))],
  ]);
  return writeZip(entries, { level: 0 });
}

/** Keras counts the layers of each class. */
function weightGroups(layers: readonly WrittenKerasLayer[], training: TrainingToWrite | undefined): GroupToWrite {
  const counts = new Map<string, number>();
  const groups = layers.map(({ className, name, weights }): [string, GroupToWrite] => {
    const base = snakeCaseOfClass(className);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const values = Object.fromEntries(weights.map((weight, index) => [index, weight]));
    return [count === 0 ? base : `${base}_${count}`, { items: { vars: { attributes: { name }, items: values } } }];
  });
  const optimizer = training === undefined ? {} : { optimizer: optimizerGroup(layers, training) };
  return { items: { layers: { items: Object.fromEntries(groups) }, vars: {}, ...optimizer } };
}

/** Steps, learning rate, and the moments of each weight that is trained, in the order of the layers. */
function optimizerGroup(
  layers: readonly WrittenKerasLayer[],
  { moments, iterations, ...training }: TrainingToWrite,
): GroupToWrite {
  const { learningRate, config } = training;
  const scalars: readonly DatasetToWrite[] = [
    { shape: [], values: BigInt64Array.of(BigInt(iterations)) },
    { shape: [], values: Float32Array.of(learningRate) },
  ];
  const kept = layers.flatMap(({ weights }) => weights.flatMap(({ key }) => moments.get(key) ?? []));
  const items = Object.fromEntries([...scalars, ...kept].map((one, index) => [index, one]));
  return { items: { vars: { attributes: { name: `${config.name}` }, items } } };
}
