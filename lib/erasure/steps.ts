import { USER_LABEL } from "@/lib/metering/service";
import { type Holds, PLACES } from "./places";
import type { Column } from "./queries/columns";

export type Kind = "tenant" | "user";

/** One statement: rows that hold the name are changed, or removed. Parameters: $1 the name, $2 the token. */
export interface Step {
  table: string;
  /** Which rows: a condition. */
  where: string;
  /** Null removes them. */
  set: string | null;
}

interface Replacing {
  where: string;
  to: string;
}

const NAME = "$1::text";
const TOKEN = "$2::text";
/** As it stands in the text of JSON, without its quotes. */
const NAME_IN_JSON = `substr(to_jsonb(${NAME})::text, 2, length(to_jsonb(${NAME})::text) - 2)`;

const exactly = (column: string): Replacing => ({ where: `${column} = ${NAME}`, to: TOKEN });
const listed = (column: string): Replacing => ({
  where: `${NAME} = ANY (${column})`,
  to: `array_replace(${column}, ${NAME}, ${TOKEN})`,
});

function inJson(column: string, type: string, keys: string, prose: boolean, held: boolean): Replacing {
  const erased = `pg_temp.erased_json(${column}::jsonb, ${NAME}, ${TOKEN}, ${keys}, ${prose}, ${held})`;
  return {
    where: `(position(${NAME_IN_JSON} IN ${column}::text) > 0 AND ${column}::jsonb IS DISTINCT FROM ${erased})`,
    to: `${erased}::${type}`,
  };
}

/** How each kind of place gives up a tenant's name, a user's name; null where it holds none of that kind. */
const REPLACING: Readonly<Record<Holds, (column: string, type: string, kind: Kind) => Replacing | null>> = {
  tenant: (column, _, kind) => (kind === "tenant" ? exactly(column) : null),
  user: (column, _, kind) => (kind === "user" ? exactly(column) : null),
  who: (column, _, kind) => (kind === "user" ? exactly(column) : null),
  tenants: (column, _, kind) => (kind === "tenant" ? listed(column) : null),
  owners: (column, _, kind) => (kind === "user" ? listed(column) : null),
  limit: (column, type, kind) => (kind === "tenant" ? inJson(column, type, "'{}'::text[]", false, true) : null),
  scope: (column, type, kind) => inJson(column, type, `ARRAY['${kind}', '${kind}s']`, false, false),
  value: (column, _, kind) => ({
    where: `${column} = ${NAME}${kind === "tenant" ? ` AND label <> '${USER_LABEL}'` : ""}`,
    to: TOKEN,
  }),
  values: (column, type) => inJson(column, type, "NULL", false, true),
  prose: (column) => {
    const erased = `pg_temp.erased_text(${column}, ${NAME}, ${TOKEN})`;
    return { where: `(position(${NAME} IN ${column}) > 0 AND ${column} <> ${erased})`, to: erased };
  },
  testimony: (column, type) => inJson(column, type, "NULL", true, true),
  kept: () => null,
};

function changesOf(table: string, columns: readonly Column[], kind: Kind): Step[] {
  const found = columns.flatMap(({ column, type }) => {
    const name = `"${column}"`;
    const replacing = REPLACING[PLACES[table]?.[column] ?? "kept"](name, type, kind);
    return replacing ? [{ name, ...replacing }] : [];
  });
  if (found.length === 0) return [];
  const set = found.map(({ name, where, to }) => `${name} = CASE WHEN ${where} THEN ${to} ELSE ${name} END`);
  return [{ table, where: found.map(({ where }) => where).join(" OR "), set: set.join(", ") }];
}

const remove = (table: string, where: string): Step => ({ table, where, set: null });
const inText = (column: string) => `${column} <> pg_temp.erased_text(${column}, ${NAME}, ${TOKEN})`;

/** Of a table of subjects: those that are made of a user of the name. */
const OF_USER = `kind IN ('user', 'tenant_user') AND ${NAME} = ANY (names)`;

/** What is not replaced but done with: it is in no total, and is learnt or made anew. */
function removals(kind: Kind): Step[] {
  const both = [
    remove("watch_episode", inText("subject")),
    remove("idempotency_answer", `position(${NAME_IN_JSON} IN body) > 0`),
  ];
  if (kind === "user")
    return [
      ...both,
      remove("baseline_day", `(tenant, subject) IN (SELECT tenant, subject FROM baseline_subject WHERE ${OF_USER})`),
      remove("baseline_exclusion", inText("subject")),
      remove("baseline_subject", OF_USER),
      remove("rejected_event", `payload ->> 'user' = ${NAME}`),
      remove("reservation", `subject = ${NAME}`),
      // Letters to somebody, sealed or not.
      remove("delivery", `recipient = ${NAME}`),
    ];
  return [
    ...both,
    ...["baseline_day", "baseline_exclusion", "baseline_subject"].map((table) => remove(table, `tenant = ${NAME}`)),
    remove("rejected_event", `tenant = ${NAME}`),
    remove("reservation", `tenant = ${NAME} OR subject = ${NAME}`),
  ];
}

/** Whose usage it was goes on to be known: owner and cost centre stay, what else is said of the name does not. */
const DIRECTORY: readonly Step[] = [
  { table: "directory_entry", where: `kind = 'tenant' AND merged_into = ${NAME}`, set: `merged_into = ${TOKEN}` },
  {
    table: "directory_entry",
    where: `kind = 'tenant' AND name = ${NAME}`,
    set: `name = ${TOKEN}, display_name = NULL, tags = '{}'`,
  },
];

/** From where a person came is theirs too. */
const ADDRESSES: Step = { table: "audit_log", where: `actor_name = ${NAME} AND ip IS NOT NULL`, set: "ip = NULL" };

/** All that erasing a name does to rows, budgets aside. */
export function stepsOf(kind: Kind, columns: readonly Column[]): Step[] {
  const tables = [...new Set(columns.map(({ table }) => table))];
  return [
    ...removals(kind),
    ...(kind === "tenant" ? DIRECTORY : [ADDRESSES]),
    ...tables.flatMap((table) =>
      changesOf(
        table,
        columns.filter((each) => each.table === table),
        kind,
      ),
    ),
  ];
}
