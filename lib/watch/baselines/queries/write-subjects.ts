import type pg from "pg";
import { OUTLOOK_LENGTH } from "../outlooks";
import { STATES_LENGTH } from "../pack-states";
import { floatsParameter } from "./packed-arrays";
import type { SubjectName } from "./read-subjects";

export interface SubjectUpdate extends SubjectName {
  outlook: Float64Array;
  outlookUntilMs: number;
  median: number;
  /** The day the median is of, where it was taken anew. */
  medianOnMs: number | null;
  activeHours: number;
  usualRequests: number;
  usualCacheRate: number;
  daySpend: number;
  silenceAtMs: number | null;
  /** Its last active hour, as far as that is known here. */
  activeMs: number | null;
  /** Written when enough hours have come since the last time; null leaves what is stored. */
  states: Buffer | null;
}

/** What comes before the outlook of each subject; times in seconds, NaN for none. */
const FIELDS: readonly ((update: SubjectUpdate) => number)[] = [
  ({ median }) => median,
  ({ activeHours }) => activeHours,
  ({ usualRequests }) => usualRequests,
  ({ usualCacheRate }) => usualCacheRate,
  ({ daySpend }) => daySpend,
  ({ medianOnMs }) => seconds(medianOnMs),
  ({ silenceAtMs }) => seconds(silenceAtMs),
  ({ activeMs }) => seconds(activeMs),
];
const seconds = (ms: number | null) => (ms === null ? Number.NaN : ms / 1000);
const WIDTH = FIELDS.length + OUTLOOK_LENGTH;

/** All numbers in one array, whatever they are of: a row of text for each would cost more than the update itself. */
function numbersOf(updates: readonly SubjectUpdate[]): Buffer {
  const numbers = new Float64Array(WIDTH * updates.length);
  for (const [at, update] of updates.entries()) {
    for (const [field, of] of FIELDS.entries()) numbers[at * WIDTH + field] = of(update);
    numbers.set(update.outlook, at * WIDTH + FIELDS.length);
  }
  return floatsParameter(numbers);
}

const number = (field: number) => `($3::float8[])[u.before + ${field + 1}]`;
const time = (field: number) => `to_timestamp(nullif(${number(field)}, 'NaN'))`;
const IS_KEPT = "u.kept > 0 AND b.observed_until <= $6";

/** Stores what was learned of these subjects, all up to the same hour. */
export async function writeSubjects(client: pg.Pool | pg.ClientBase, updates: readonly SubjectUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  let states = 0;
  await client.query(
    `UPDATE baseline_subject AS b SET outlook = ($3::float8[])[u.before + ${FIELDS.length + 1} : u.before + ${WIDTH}], outlook_until = $6,
       median_tokens = ${number(0)}, active_hours = ${number(1)}, usual_requests = ${number(2)}, usual_cache_rate = ${number(3)},
       day_spend = ${number(4)}, median_on = coalesce((${time(5)} AT TIME ZONE 'UTC')::date, b.median_on), silence_at = ${time(6)},
       last_active = greatest(b.last_active, ${time(7)}),
       states = CASE WHEN ${IS_KEPT} THEN substr($5::bytea, (u.kept - 1) * ${STATES_LENGTH} + 1, ${STATES_LENGTH}) ELSE b.states END,
       observed_until = CASE WHEN ${IS_KEPT} THEN $6 ELSE b.observed_until END
     FROM (SELECT tenant, subject, kept, (number - 1)::int * ${WIDTH} AS before FROM unnest($1::text[], $2::text[], $4::int[])
       WITH ORDINALITY AS asked (tenant, subject, kept, number)) AS u
     WHERE b.tenant = u.tenant AND b.subject = u.subject AND b.outlook_until <= $6`,
    [
      updates.map(({ tenant }) => tenant),
      updates.map(({ subject }) => subject),
      numbersOf(updates),
      updates.map((update) => (update.states ? ++states : 0)),
      Buffer.concat(updates.flatMap((update) => update.states ?? [])),
      new Date(updates[0]?.outlookUntilMs ?? 0),
    ],
  );
}
