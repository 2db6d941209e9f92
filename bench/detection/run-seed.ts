import { DAY_MS, MINUTE_MS } from "../../lib/platform/time";
import { type Cell, makeCompany } from "./company";
import { placeIncidents } from "./incidents";
import { Minutes } from "./minutes";
import { Burned, type Score, score } from "./score";
import { Watch } from "./watch";

export const DAYS = 90;
export const TENANTS = 50;
/** A Monday. */
const START_MS = Date.UTC(2026, 7, 24);

export interface SeedResult {
  all: Score;
  literal: Score;
}

/** Ninety days of one company with thirteen incidents, watched minute by minute. */
export function runSeed(seed: number): SeedResult {
  const company = makeCompany(seed, TENANTS);
  const incidents = placeIncidents(seed, company, START_MS);
  // A feature that is new with its incident has a series of its own.
  for (const incident of incidents) {
    if (!incident.newCell) continue;
    const like = company.cells.find((cell) => cell.tenant === incident.tenant) as Cell;
    incident.cell = company.cells.length;
    company.cells.push({ ...like, index: company.cells.length, peak: 0, rhythm: "steady" });
  }
  const minutes = new Minutes(seed, company, incidents);
  const watch = new Watch(company, START_MS, DAYS, seed);
  const burned = new Burned(incidents);
  for (let atMs = START_MS; atMs < START_MS + DAYS * DAY_MS; atMs += MINUTE_MS) {
    minutes.step(atMs);
    const running = incidents.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
    for (const incident of running) {
      const usd =
        incident.cell >= 0 ? (minutes.now[incident.cell]?.burned ?? 0) : minutes.now.reduce((sum, each) => sum + each.burned, 0);
      burned.add(incident, atMs, Math.max(0, usd));
    }
    watch.minute(atMs, minutes.now, running);
  }
  return {
    all: score(watch.told, incidents, company, burned),
    literal: score(watch.literal, incidents, company, burned),
  };
}
