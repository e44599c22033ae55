// Keras's names of the optimisers, apart from them: a page that only predicts loads none.

/** As `compile` takes them; each stands for the optimizer with its defaults. */
export type OptimizerName = "adagrad" | "adam" | "adamax" | "adamw" | "rmsprop" | "sgd";

export const optimizerNames: { readonly [Name in OptimizerName]: Name } = {
  adagrad: "adagrad",
  adam: "adam",
  adamax: "adamax",
  adamw: "adamw",
  rmsprop: "rmsprop",
  sgd: "sgd",
};
