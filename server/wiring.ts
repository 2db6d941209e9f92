import type { RequestListener } from "node:http";
import { handleOperational } from "./operational-routes";

/** The door that answers the hot paths itself and hands everything else to Next. */
export interface FrontDoor {
  listener: RequestListener;
  /** Resolves when every event that was taken has been committed and answered. */
  drain(): Promise<void>;
}

export function openFrontDoor(next: RequestListener): FrontDoor {
  return {
    listener: (request, response) => {
      if (!handleOperational(request, response)) next(request, response);
    },
    drain: async () => {},
  };
}

/** What every start brings up to date in the database, after the schema. */
export async function prepareContents(): Promise<void> {}

/** @returns how to stop them */
export async function startBackgroundJobs(): Promise<() => Promise<void>> {
  return async () => {};
}
