// A thread that answers double a number, and dies of anything else.
import { serveRequests } from "../../src/platform/poolThread.js";

serveRequests((request: unknown) => {
  if (typeof request !== "number") throw new Error("echoWorker: expected a number");
  return request * 2;
});
