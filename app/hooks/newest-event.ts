/** The question for the newest event, and the name under which its answer is kept in the browser. */
export const NEWEST_EVENT = { key: ["events", "newest"], query: { limit: "1" } } as const;
