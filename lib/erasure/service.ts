/** Erasing tenants and users: a token takes the place of the name everywhere. The one door of this room. */
export { type Erased, eraseName } from "./erase";
export { instancesRunning } from "./queries/instances-running";
