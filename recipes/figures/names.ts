// The figures that can be drawn. What draws them is loaded when one is asked for.

/** What each shows, by its name. */
export const figureDescriptions = {
  "relu-manifold": "a spiral after ReLU in 2, 3, 5, 15 and 30 dimensions",
  "separable-cost": "depthwise separable against standard convolutions: counted, and measured here (a minute)",
  "width-and-size": "error and multiply-adds by width multiplier and by input size (--data, --weights; some minutes)",
  optimizers: "training loss of six optimizers, each with its best learning rate (--data, --weights; some minutes)",
} as const;

export type FigureName = keyof typeof figureDescriptions;

export const figureNames = Object.keys(figureDescriptions) as readonly FigureName[];
