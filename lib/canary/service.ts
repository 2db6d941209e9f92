/** The canary: a synthetic event that goes the whole road every five minutes, so that a broken road is known. */
export { type CanaryState, canaryState, forgetRounds, startRound } from "./rounds";
export { startCanary } from "./start";
