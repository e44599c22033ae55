// "linnet/graph": what a function or a model becomes before a backend runs it.

export { gradients } from "./gradient.js";
export { countMultiplyAdds, multiplyAddsOf } from "./multiplyAdds.js";
export { optimize } from "./passes/index.js";
export { makePlan, type Plan } from "./plan.js";
export { printGraph } from "./print.js";
export { type Graph, graphOf, type ProducedTensor, trace } from "./trace.js";
