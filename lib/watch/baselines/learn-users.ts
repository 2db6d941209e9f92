import type pg from "pg";
import { inTransaction, pool } from "@/lib/platform/database";
import { DAY_MS, HOUR_MS } from "@/lib/platform/time";
import { learnSubjects } from "./learn-subjects";
import { KnownProfile, noProfile } from "./outlooks";
import { readClosed } from "./queries/closed-hours";
import type { CountedHour } from "./queries/count-hours";
import { countKept, pruneUsers } from "./queries/prune-users";
import { readProfiles, type SubjectName } from "./queries/read-subjects";
import { keptUsers, readKeptUsersHour, readUserHours, type UserHour } from "./queries/user-hours";
import { addSubjects, readDayTokens, writeUserDays, writeUserHour } from "./queries/write-user-days";
import { daysOf } from "./user-days";

const HISTORY_MS = 90 * DAY_MS;
/** Of so many subjects a past is kept, some 20 kB each; beyond, the rules' ceilings hold for who comes. */
export const MOST_KEPT = 20_000;
/** Whose past is looked up and learned at once: some 50 ms each. */
const AT_ONCE = 5;
/** Who cost less than this in every hour of two weeks is forgotten. */
const FORGOTTEN_BELOW_USD = 0.25;
const FORGOTTEN_AFTER_MS = 14 * DAY_MS;

interface WithUser {
  readonly name: string;
  readonly stored: SubjectName;
  readonly subject: { readonly scope: { readonly user?: string } };
}

/**
 * What is usual of users. The past of one who is asked for the first time is laid down from the rollups of users and learned at once;
 * from then on each closed hour goes on with it.
 * @returns by the subject's key; those of whom nothing is known have an empty profile, those whose turn did not come none
 */
export async function usersProfiles(users: readonly WithUser[], nowMs: number): Promise<Map<string, KnownProfile>> {
  const found = new Map<string, KnownProfile>();
  if (users.length === 0) return found;
  const read = async (wanted: readonly WithUser[]) => {
    for (const stored of await readProfiles(
      pool(),
      wanted.map((each) => each.stored),
    ))
      found.set(stored.subject, new KnownProfile(stored));
  };
  await read(users);
  const hourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const closed = await readClosed(pool(), hourMs - HISTORY_MS);
  const nothing = ({ name }: WithUser) => found.set(name, new KnownProfile(noProfile(name)));
  if (closed.size === 0) {
    users.forEach(nothing);
    return found;
  }
  const untilMs = Math.max(...closed.keys()) + HOUR_MS;
  const unknown = users.filter(({ name }) => !found.has(name));
  const room = unknown.length > 0 && (await countKept(pool())) + AT_ONCE <= MOST_KEPT;
  const turn = room ? unknown.slice(0, AT_ONCE) : [];
  await keepUsers(turn, hourMs);
  const late = [...turn, ...users.filter(({ name }) => found.get(name)?.reaches(hourMs) === false)];
  await learnSubjects(
    pool(),
    late.map(({ stored }) => stored),
    untilMs,
    (at) => closed.get(at) ?? 1,
  );
  await read(late);
  for (const user of room ? turn : unknown) if (!found.has(user.name)) nothing(user);
  return found;
}

/** Lays down the hours of users before one, as far back as baselines go. */
async function keepUsers(users: readonly WithUser[], untilMs: number): Promise<void> {
  if (users.length === 0) return;
  const names = new Set(users.map(({ subject }) => subject.scope.user ?? ""));
  const asked = new Set(users.map(({ name }) => name));
  const hours = await readUserHours(pool(), [...names], new Date(untilMs - HISTORY_MS), new Date(untilMs));
  const days = daysOf(hours).filter(({ subject }) => asked.has(subject));
  await inTransaction(async (client) => {
    await writeUserDays(client, days);
    await addSubjects(client, days);
  });
}

/** Takes a closed hour of the users of whom a past is kept. @returns what was counted */
export async function countUsersHour(client: pg.Pool | pg.ClientBase, hourMs: number): Promise<CountedHour[]> {
  const rows = await readKeptUsersHour(client, new Date(hourMs), new Date(hourMs + HOUR_MS));
  const kept = await keptOf(client, rows);
  const days = daysOf(rows).filter(({ subject }) => kept.has(subject));
  const hour = Math.floor(hourMs / HOUR_MS) % 24;
  await writeUserHour(client, days, hour);
  return days.map(({ tenant, subject, kind, requests, spend }) => {
    const counted = { requests: requests[hour] ?? 0, usd: spend[hour] ?? 0, input: 0, cache_read: 0 };
    return { tenant, subject, kind, ...counted };
  });
}

async function keptOf(client: pg.Pool | pg.ClientBase, rows: readonly UserHour[]): Promise<Set<string>> {
  const names = daysOf(rows).map(({ tenant, subject }) => ({ tenant, subject }));
  return new Set((await readProfiles(client, names)).map(({ subject }) => subject));
}

/** Counts a UTC day of the kept users anew; those whom it changes learn their past again. */
export async function countUsersDay(client: pg.ClientBase, dayMs: number): Promise<void> {
  const rows = await readUserHours(client, await keptUsers(client), new Date(dayMs), new Date(dayMs + DAY_MS));
  const kept = await keptOf(client, rows);
  const days = daysOf(rows).filter(({ subject }) => kept.has(subject));
  const before = await readDayTokens(client, days, dayMs);
  const changed = days.filter(({ subject, tokens }) =>
    isOther(
      before.get(subject) ?? 0,
      tokens.reduce((sum, each) => sum + each, 0),
    ),
  );
  await writeUserDays(client, days);
  await addSubjects(client, changed);
}

/** By a tenth, as days of other subjects are. */
const isOther = (before: number, after: number): boolean => Math.abs(after - before) > 0.1 * Math.max(after, before);

/** Once a day: who costs next to nothing is forgotten. */
export async function forgetUsers(client: pg.ClientBase, nowMs: number): Promise<number> {
  return pruneUsers(client, new Date(nowMs - FORGOTTEN_AFTER_MS), FORGOTTEN_BELOW_USD);
}
