import { pool } from "@/lib/platform/database";
import { decodePlace, pageOf } from "@/lib/platform/page";
import type { Reach } from "@/lib/platform/reach";
import { selectCrossings } from "../queries/select-crossings";
import type { CrossingsQuery } from "../readings/contract";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Facts, newest first. */
export async function listCrossings(query: CrossingsQuery, reach: Reach) {
  const after = decodePlace<readonly [number, string]>(query.cursor, ["number", "string"], ([, id]) => UUID.test(id));
  const rows = await selectCrossings(pool(), { budget: query.budget, after, limit: query.limit + 1, reach });
  const { shown, next_cursor } = pageOf(rows, query.limit, ({ noted_at, id }) => [Date.parse(noted_at), id]);
  return { crossings: [...shown], next_cursor };
}
