/** Directory: tenants, features and environments as people know them. The one door of this room; names/ is another, beneath spend. */
export { followNames } from "./follow-events";
