// The inverted residual with linear bottleneck as one op (MobileNetV2, arXiv 1801.04381, section 3.3 and 5.1).

import { defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Site, Values } from "../tensor.js";
import type { Window2d } from "../window.js";
import { conv2dFusedOp } from "./conv2d.js";
import { depthwiseConv2dFusedOp } from "./depthwiseConv2d.js";
import type { Fused } from "./epilogue.js";

/** Each of the three convolutions has a bias; the projection may have a residual, which is then the last input. */
interface InvertedResidual {
  readonly expand: Fused<Window2d>;
  readonly depthwise: Fused<Window2d>;
  readonly project: Fused<Window2d>;
}

const fusedOps = { expand: conv2dFusedOp, depthwise: depthwiseConv2dFusedOp, project: conv2dFusedOp } as const;
type Stage = keyof typeof fusedOps;
const stages = Object.keys(fusedOps) as readonly Stage[];

/**
 * y = project(depthwise(expand(x))), whose expanded tensors never exist as a whole. A pass makes it from three fused
 * convolutions, so it has no gradient.
 */
export const invertedResidualOp = defineOp<
  InvertedResidual,
  [
    "x",
    "expandKernel",
    "expandBias",
    "depthwiseKernel",
    "depthwiseBias",
    "projectKernel",
    "projectBias",
    ..."residual"[],
  ],
  "invertedResidual"
>({
  name: "invertedResidual",
  inputs: [
    "x",
    "expandKernel",
    "expandBias",
    "depthwiseKernel",
    "depthwiseBias",
    "projectKernel",
    "projectBias",
    "residual",
  ],
  variadic: true,
  shape: (inputs, attributes) => stageSites(inputs, attributes).project.output,
  reference: ([x, ...others], y, { inputs, attributes }) => {
    const sites = stageSites(inputs, attributes);
    let current = x!;
    for (const [index, stage] of stages.entries()) {
      const site = sites[stage];
      const output: Values = stage === "project" ? y : new (y.constructor as typeof Float64Array)(sizeOf(site.output));
      const end = stage === "project" ? others.length : 2 * index + 2;
      fusedOps[stage].reference([current, ...others.slice(2 * index, end)], output, site);
      current = output;
    }
  },
  multiplyAdds: ({ inputs, attributes }) => {
    const sites = stageSites(inputs, attributes);
    return stages.reduce((total, stage) => total + (fusedOps[stage].multiplyAdds?.(sites[stage]) ?? 0), 0);
  },
  gradient: { none: "it is made by a pass; differentiate before passes run" },
});

export type StageSites = { readonly [Name in Stage]: Site<Fused<Window2d>> };

/** What each of the three convolutions reads and writes. */
export function stageSites([x, ...others]: readonly Shape[], attributes: InvertedResidual): StageSites {
  const site = (stage: Stage, inputs: readonly Shape[]): Site<Fused<Window2d>> => {
    const output = fusedOps[stage].shape(inputs, attributes[stage]);
    return { inputs, output, attributes: attributes[stage] };
  };
  const expand = site("expand", [x!, ...others.slice(0, 2)]);
  const depthwise = site("depthwise", [expand.output, ...others.slice(2, 4)]);
  const project = site("project", [depthwise.output, ...others.slice(4)]);
  return { expand, depthwise, project };
}
