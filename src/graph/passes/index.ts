// The passes, in the order in which they run.

import { checkGraph } from "../checkGraph.js";
import type { Graph } from "../trace.js";
import { mergeCommonSubexpressions } from "./commonSubexpressions.js";
import { removeDeadCode } from "./deadCode.js";
import { foldAffine } from "./foldAffine.js";
import { fuseEpilogues } from "./fuseEpilogues.js";
import { simplify } from "./simplify.js";

export type Pass = (graph: Graph) => Graph;

const passes: readonly Pass[] = [removeDeadCode, simplify, mergeCommonSubexpressions, foldAffine, fuseEpilogues];

/** The graph after every pass: the same values from fewer, larger steps. */
export function optimize(graph: Graph): Graph {
  checkGraph("optimize", graph);
  return passes.reduce((current, pass) => pass(current), graph);
}
