// A page that predicts from numbers; only the size of its bundle is measured.

import { Network, Tensor } from "linnet/predict";

export async function openNetwork(address: string): Promise<(pixels: Float32Array) => Promise<Float32Array>> {
  const network = await Network.load(address);
  return async (pixels) => (await network.predict(Tensor.from(pixels, [1, ...network.inputShape]))).values;
}
