// Every op that users call.

export {
  add,
  div,
  equal,
  greater,
  greaterEqual,
  maximum,
  minimum,
  mul,
  sub,
  type TensorLike,
} from "./binary.js";
export { broadcastTo } from "./broadcastTo.js";
export { conv2d } from "./conv2d.js";
export { depthwiseConv2d } from "./depthwiseConv2d.js";
export { matMul } from "./matMul.js";
export { clip, leakyRelu, relu, relu6 } from "./ramp.js";
export { max, mean, min, sum } from "./reduce.js";
export { flatten, reshape } from "./reshape.js";
export { abs, exp, log, neg, sigmoid, sign, sqrt, square, tanh } from "./unary.js";
