// The package's own generator alone: its index loads six others.
declare module "seedrandom/seedrandom.js" {
  export { default } from "seedrandom";
}
