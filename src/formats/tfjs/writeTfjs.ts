// TensorFlow.js's layers models: model.json, which holds the topology as Keras 2's JSON and a list of the weights, and their bytes.
// With metadata.json beside, it is what Teachable Machine exports.

import { OWN_KEY, ownUse } from "../keras/ownUse.js";
import { withPaddingApart } from "../keras/paddingApart.js";
import { keras2Config } from "../keras/writeConfig.js";
import { kerasLayers, type WrittenKerasLayer } from "../keras/writeLayers.js";
import { inputsOf, outputsOf } from "../opened.js";
import type { NamedWeight, WrittenNetwork } from "../writtenNetwork.js";
import { lowerForTfjs } from "./lowerForTfjs.js";

interface WrittenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** As TensorFlow's converter cuts weights, so that browsers keep them in their caches. */
const SHARD_BYTES = 4 * 2 ** 20;
/** Of the first version whose files have all that is written here; Teachable Machine itself uses 1.3.1. */
const TFJS_VERSION = "1.3.1";

/**
 * The files of a folder. The network takes what it takes in linnet: Teachable Machine's library brings pixels to -1 to 1 itself,
 * so its metadata is written for networks of that preprocessing alone.
 * @throws LinnetError naming a layer that TensorFlow.js does not have
 */
export function writeTfjs(given: WrittenNetwork): WrittenFile[] {
  const written = lowerForTfjs(withPaddingApart(given));
  const layers = kerasLayers(written, "TensorFlow.js");
  const weights = layers.flatMap(({ name, weights }) =>
    weights.map((weight) => ({ ...weight, name: `${name}/${weight.name}` })),
  );
  const metadata = teachableMachineMetadata(given);
  const shards = shardsOf(weights, metadata !== null);
  const model = {
    format: "layers-model",
    generatedBy: "linnet",
    convertedBy: null,
    modelTopology: {
      ...topology(written, layers),
      keras_version: `tfjs-layers ${TFJS_VERSION}`,
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      {
        paths: shards.map(({ name }) => name),
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
    userDefinedMetadata: { [OWN_KEY]: ownUse(given.use, null) },
  };
  return [
    jsonFile("model.json", model),
    ...shards,
    ...(metadata === null ? [] : [jsonFile("metadata.json", metadata)]),
  ];
}

function jsonFile(name: string, content: object): WrittenFile {
  return { name, bytes: new TextEncoder().encode(JSON.stringify(content)) };
}

/** First values are of no use with weights, and regularizers are of one class. Old versions know functional models as `Model`. */
function topology(written: WrittenNetwork, layers: readonly WrittenKerasLayer[]): object {
  const plain = layers.map((layer) => ({ ...layer, config: tfjsOptions(layer.config) }));
  return { ...keras2Config(written, plain), class_name: "Model" };
}

function tfjsOptions(config: WrittenKerasLayer["config"]): WrittenKerasLayer["config"] {
  const kept = Object.entries(config).filter(([option]) => !option.endsWith("_initializer"));
  return Object.fromEntries(
    kept.map(([option, value]) => [option, option.endsWith("_regularizer") ? inOneClass(value) : value]),
  );
}

function inOneClass(value: unknown): unknown {
  if (value === null) return null;
  const { config } = value as { readonly config: object };
  return { class_name: "L1L2", config: { l1: 0, l2: 0, ...config } };
}

/** @param isOne Teachable Machine's programs take one file of weights */
function shardsOf(weights: readonly NamedWeight[], isOne: boolean): WrittenFile[] {
  const total = weights.reduce((sum, { values }) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const { values } of weights) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  if (isOne) return [{ name: "weights.bin", bytes }];
  const count = Math.max(1, Math.ceil(total / SHARD_BYTES));
  return Array.from({ length: count }, (_, index) => ({
    name: `group1-shard${index + 1}of${count}.bin`,
    bytes: bytes.subarray(index * SHARD_BYTES, (index + 1) * SHARD_BYTES),
  }));
}

/** Null for a network that Teachable Machine's library would not use rightly. */
function teachableMachineMetadata({ network, shapes, use }: WrittenNetwork): object | null {
  const { classes, preprocessing } = use;
  const [inputs, outputs] = [inputsOf(network), outputsOf(network)];
  const [height, width, channels] = shapes.get(inputs[0]!)!;
  const isPicture = inputs.length === 1 && height === width && channels === 3;
  const isClassifier = outputs.length === 1 && shapes.get(outputs[0]!)!.join() === `${classes?.length}`;
  if (!isPicture || !isClassifier || !/^(tf|minusOneToOne|mobilenetV2)$/.test(preprocessing?.mode ?? "")) return null;
  return {
    tfjsVersion: TFJS_VERSION,
    tmVersion: "2.4.10",
    packageVersion: "0.8.4-alpha2",
    packageName: "@teachablemachine/image",
    userMetadata: {},
    modelName: network.name,
    labels: classes,
    imageSize: height,
  };
}
