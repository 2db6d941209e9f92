/** Stops: who may call nothing, or only so fast, and until when. The one door of this part. */
export { passThrottles } from "./allowance";
export { type Asker, askerOf } from "./asker";
export { createStop, expireStops, liftStop } from "./change-stops";
export { loadStops, type StopInForce, stopsFor, stopsInForce } from "./in-force";
export { listStops, readStop } from "./list-stops";
