// Merges inverted residuals of a graph into single ops, if that pays.

import { type RewriteContext, rewrite } from "../../graph/rewrite.js";
import type { Graph, ProducedTensor } from "../../graph/trace.js";
import { apply, isCallOf } from "../../tensor/op.js";
import { conv2dFusedOp } from "../../tensor/ops/conv2d.js";
import { depthwiseConv2dFusedOp } from "../../tensor/ops/depthwiseConv2d.js";
import { addendsOf, type Fused } from "../../tensor/ops/epilogue.js";
import { invertedResidualOp } from "../../tensor/ops/invertedResidual.js";
import { rank4 } from "../../tensor/shape.js";
import type { OpDefinition, Tensor } from "../../tensor/tensor.js";
import type { Window2d } from "../../tensor/window.js";

/** Whether a block is better off as one op, by the shape of its expanded tensor. */
type FusionRule = (expanded: readonly number[]) => boolean;

export function fuseBlocks(graph: Graph, rule: FusionRule): Graph {
  return rewrite(graph, (node, context) => fused(node, context, rule) ?? node);
}

interface Stage {
  readonly x: Tensor;
  readonly weights: readonly [kernel: Tensor, bias: Tensor];
  readonly residual: Tensor | null;
  readonly attributes: Fused<Window2d>;
}

function fused(node: ProducedTensor, { uses }: RewriteContext, rule: FusionRule): Tensor | null {
  const project = stageOf(node, conv2dFusedOp);
  if (project === null || !isPixelwise(project) || uses(project.x) > 1) return null;
  const depthwise = stageOf(project.x, depthwiseConv2dFusedOp);
  if (depthwise === null || !isPlain(depthwise) || uses(depthwise.x) > 1 || !rule(depthwise.x.shape)) return null;
  const expand = stageOf(depthwise.x, conv2dFusedOp);
  if (expand === null || !isPlain(expand) || !fitsRing(depthwise)) return null;
  const inputs = [expand.x, ...expand.weights, ...depthwise.weights, ...project.weights];
  return apply(invertedResidualOp, project.residual === null ? inputs : [...inputs, project.residual], {
    expand: expand.attributes,
    depthwise: depthwise.attributes,
    project: project.attributes,
  });
}

/** A fused convolution with known weights and a bias. */
function stageOf({ producer, shape }: Tensor, op: OpDefinition<Fused<Window2d>>): Stage | null {
  if (!isCallOf(producer, op)) return null;
  const { inputs, attributes } = producer;
  const [x, kernel] = inputs;
  const addends = addendsOf(inputs, shape);
  const bias = addends.find(({ kind }) => kind === "bias")?.input;
  const residual = addends.find(({ kind }) => kind === "residual")?.input ?? null;
  if (!kernel!.isConcrete || bias?.isConcrete !== true) return null;
  const { dilation, padding } = attributes.base;
  if (dilation.some((distance) => distance !== 1)) return null;
  if (padding.some((cells, side) => cells >= kernel!.shape[Math.floor(side / 2)]!)) return null;
  return { x: x!, weights: [kernel!, bias], residual, attributes };
}

function isPlain({ residual }: Stage): boolean {
  return residual === null;
}

function isPixelwise({ weights: [kernel], attributes: { base } }: Stage): boolean {
  return kernel.shape[0] === 1 && kernel.shape[1] === 1 && base.strides.every((stride) => stride === 1);
}

/**
 * The kernel reads whole vectors of channels, one input channel an output, and no rows are skipped between windows.
 * Rows outside the picture are read as zeros, which have no effect only if weights are finite. What is not there yet comes from a
 * file, which is refused if it holds others.
 */
function fitsRing({ x, weights: [kernel], attributes: { base } }: Stage): boolean {
  const [height, width, channels, multiplier] = rank4(kernel.shape);
  return (
    multiplier === 1 &&
    channels % 4 === 0 &&
    base.strides[0] <= height &&
    width <= x.shape[2]! &&
    (kernel.stored?.isLate || kernel.values.every(Number.isFinite))
  );
}
