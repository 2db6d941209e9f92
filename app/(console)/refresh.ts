/** Often enough to follow an incident, seldom enough to go unnoticed by the server. */
export const REFRESH_MS = 5_000;
