/** Directory: tenants, features and environments as people know them. The one door of this room; names/ is another, beneath spend. */
export { changeEntry, createEntry } from "./change-entries";
export { ENTRY_COLUMNS } from "./entry-table";
export { followNames } from "./follow-events";
export { importEntries } from "./import-entries";
export { exportEntries, listEntries, readEntry } from "./list-entries";
export { channelsOfScopes, ownersOfScopes } from "./owners";
export { spendBy } from "./spend-by";
export { SPEND_BY_COLUMNS, spendByTable } from "./spend-by-table";
