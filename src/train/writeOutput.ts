// Writing a result of training; models are written in the same way, one floor below.

export { writeOutput } from "../model/writeOutput.js";
