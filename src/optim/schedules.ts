// The learning rate as a function of the number of steps taken.

export interface Schedule {
  /** The rate for the step that `step` steps came before. */
  at(step: number): number;
  config(): { readonly [argument: string]: unknown };
}
