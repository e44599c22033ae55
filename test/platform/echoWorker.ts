// A thread that answers "double" a number, and dies on anything else.
import { serveWorker } from "../../src/platform/index.js";

serveWorker((message, reply) => {
  if (typeof message !== "number") throw new Error("echoWorker: expected a number");
  reply(message * 2);
});
