// Only the package's own generator: its index loads six others.
declare module "seedrandom/seedrandom.js" {
  export { default } from "seedrandom";
}
