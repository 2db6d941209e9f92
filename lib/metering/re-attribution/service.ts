import { uuidv7 } from "uuidv7";
import type { Author } from "@/lib/platform/author";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { formatAtto, plainDecimal } from "@/lib/platform/decimal";
import { decodePlace, pageOf } from "@/lib/platform/page";
import { priceBook } from "@/lib/pricing/service";
import { BorderMoved } from "../re-rating/apply";
import { applyMove, differenceOf, type Selection } from "./apply";
import type { NewReAttribution, ReAttributionAnswer } from "./contract";
import type { Difference } from "./difference";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Begun so often when the fold or a correction interferes; the last time the fold has to wait. */
const ATTEMPTS = 3;

interface Row {
  id: string;
  created_at: Date;
  created_by: string;
  reason: string;
  filter: Record<string, string>;
  moved_to: Record<string, string>;
  events: number;
  effective_cost: string;
  difference: ReAttributionAnswer["differences"];
}

const given = (names: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).filter((entry): entry is [string, string] => entry[1] !== undefined));

const isDeadlock = (error: unknown) => (error as { code?: unknown } | null)?.code === "40P01";

/** Shows, or with dry_run false makes, a move of usage to another feature or environment. */
export async function reAttribute(asked: NewReAttribution, author: Author): Promise<ReAttributionAnswer> {
  const { provider } = asked.filter;
  const selection: Selection = {
    ...asked,
    filter: { ...asked.filter, ...(provider === undefined ? {} : { provider: priceBook().canonicalProvider(provider) }) },
  };
  const id = asked.dry_run ? null : uuidv7();
  const difference = id
    ? await moved(asked, selection, id, author)
    : await inTransaction((client) => differenceOf(client, selection), "repeatable read");
  return {
    id,
    dry_run: asked.dry_run,
    created_at: now().toISOString(),
    created_by: author.name,
    reason: asked.reason,
    filter: { ...given(selection.filter), from: asked.from, to: asked.to },
    set: given(asked.set),
    events: difference.events,
    effective_cost_usd: formatAtto(difference.cost),
    differences: difference.rows(),
  };
}

async function moved(asked: NewReAttribution, selection: Selection, id: string, author: Author): Promise<Difference> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(async (client) => {
        const difference = await applyMove(client, selection, attempt === ATTEMPTS);
        const filter = { ...given(selection.filter), from: asked.from, to: asked.to };
        const cost = formatAtto(difference.cost);
        await client.query(
          `INSERT INTO re_attribution (id, created_at, created_by, reason, filter, moved_to, events, effective_cost, difference)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            ...[id, now(), author.name, asked.reason, JSON.stringify(filter), JSON.stringify(given(asked.set))],
            ...[difference.events, cost, JSON.stringify(difference.rows())],
          ],
        );
        await author.note(client, {
          action: "re_attribution.apply",
          subject: `re_attribution:${id}`,
          before: { filter },
          after: { set: given(asked.set), events: difference.events, effective_cost_usd: cost, reason: asked.reason },
        });
        return difference;
      });
    } catch (error) {
      if (attempt >= ATTEMPTS || !(error instanceof BorderMoved || isDeadlock(error))) throw error;
    }
  }
}

/** What was moved, newest first, one page. */
export async function listReAttributions(limit: number, cursor: string | undefined) {
  const place = decodePlace<readonly [string]>(cursor, ["string"], ([id]) => UUID.test(id));
  const { rows } = await pool().query<Row>(
    `SELECT id, created_at, created_by, reason, filter, moved_to, events, effective_cost, difference FROM re_attribution
     WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
    [place?.[0] ?? null, limit + 1],
  );
  const { shown, next_cursor } = pageOf(rows, limit, (row) => [row.id]);
  const re_attributions = shown.map(
    (row): ReAttributionAnswer => ({
      ...{ id: row.id, dry_run: false, created_at: row.created_at.toISOString(), created_by: row.created_by },
      ...{ reason: row.reason, filter: row.filter, set: row.moved_to, events: Number(row.events) },
      effective_cost_usd: plainDecimal(row.effective_cost) ?? "0",
      differences: row.difference,
    }),
  );
  return { re_attributions, next_cursor };
}
