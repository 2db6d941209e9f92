import type pg from "pg";
import { uuidv7 } from "uuidv7";
import { keyAtRest } from "@/lib/metering/service";
import { now, nowMs } from "@/lib/platform/clock";
import { inTransaction } from "@/lib/platform/database";
import { DomainError } from "@/lib/platform/errors";
import type { Reach } from "@/lib/platform/reach";
import { canonicalProvider } from "@/lib/pricing/service";
import { settleKeys } from "./alter-key";
import { dateFaults, fault, findOwner, inUseElsewhere, type Owner, refuseKeys, requireNone } from "./checks";
import type { NewKey } from "./contract";
import { type Editor, requireTenantsWithin } from "./editor";
import { forgetLineages } from "./lineages";
import type { KeyRecord } from "./model";
import { visibleKeys } from "./queries/visible-keys";

export interface CheckedKey extends Omit<NewKey, "owner" | "fingerprint" | "unregistered"> {
  owner: Owner | null;
  /** As kept. */
  fingerprint: string;
}

type Value = Pick<NewKey, "fingerprint" | "unregistered" | "last4">;

/** A value's form at rest and its end, from its digest or from what events show of it. */
export async function storedForm(
  client: { query: pg.Pool["query"] },
  given: Value,
  reach: Reach,
): Promise<{ fingerprint: string; last4: string }> {
  const { fingerprint, unregistered, last4 } = given;
  if (fingerprint && unregistered) throw fault("/unregistered", "is given beside a fingerprint: give one of them");
  if (fingerprint) return { fingerprint: keyAtRest(fingerprint), last4 };
  if (!unregistered) throw fault("/fingerprint", "is required: the SHA-256 of the key in hex");
  const { rows } = await client.query<{ last4: string | null }>(
    `SELECT a.last4 FROM key_activity AS a WHERE a.fingerprint = $1 AND ($2::text[] IS NULL
       OR EXISTS (SELECT FROM key_use AS u WHERE u.fingerprint = a.fingerprint AND u.tenant = ANY($2)))`,
    [unregistered, reach.tenants],
  );
  const [found] = rows;
  if (!found) throw fault("/unregistered", "was seen in no event");
  return { fingerprint: unregistered, last4: last4 || (found.last4 ?? "") };
}

/** @throws conflict naming the key that has this value */
async function requireFree(client: pg.ClientBase, fingerprint: string, pointer: string, reach: Reach): Promise<void> {
  const { rows } = await client.query<{ id: string; name: string }>(
    "SELECT k.id, k.name FROM provider_key_value AS v JOIN provider_key AS k ON k.id = v.key_id WHERE v.fingerprint = $1",
    [fingerprint],
  );
  const [other] = rows;
  if (!other) return;
  const visible = await visibleKeys(client, reach);
  if (visible?.has(other.id) === false) throw inUseElsewhere(pointer);
  throw new DomainError("conflict", `This key is registered already, as "${other.name}".`, {
    errors: [{ pointer, detail: `is registered as "${other.name}"` }],
    details: { key_id: other.id, key_name: other.name },
  });
}

/** Stores the value; a race for the same one ends in the same conflict as a plain second time. */
export async function storeValue(
  client: pg.ClientBase,
  value: { fingerprint: string; keyId: string; last4: string; generation: number },
  pointer: string,
  reach: Reach,
): Promise<void> {
  await requireFree(client, value.fingerprint, pointer, reach);
  const { rowCount } = await client.query(
    `INSERT INTO provider_key_value (fingerprint, key_id, last4, generation, state, registered_at)
     VALUES ($1, $2, $3, $4, 'current', $5) ON CONFLICT (fingerprint) DO NOTHING`,
    [value.fingerprint, value.keyId, value.last4, value.generation, now()],
  );
  if (rowCount === 0) await requireFree(client, value.fingerprint, pointer, reach);
}

/** Who may register: whoever edits all, and everybody else for themselves. */
function requireOwn(editor: Editor, owner: Owner | null): void {
  if (editor.editsAll) return;
  const mine = owner !== null && (owner.userId === editor.person?.id || owner.email === editor.person?.email);
  if (!mine) throw new DomainError("forbidden", "You may register keys of your own: name yourself as their owner.");
}

/** @throws validation_failed for a pasted key, an owner who does not exist, dates that cannot be */
export async function checkNewKey(client: pg.ClientBase, given: NewKey, reach: Reach): Promise<CheckedKey> {
  const { fingerprint: _digest, unregistered: _seen, ...rest } = given;
  refuseKeys(rest);
  requireNone(dateFaults(given));
  const owner = given.owner === null || given.owner === "" ? null : await findOwner(client, given.owner);
  if (typeof owner === "string") throw fault("/owner", owner);
  return { ...rest, ...(await storedForm(client, given, reach)), owner };
}

/** Adds a checked key to the inventory, within a transaction. */
export async function insertKey(client: pg.ClientBase, given: CheckedKey, editor: Editor): Promise<string> {
  requireOwn(editor, given.owner);
  requireTenantsWithin(editor, given.allowed_tenants);
  const id = uuidv7();
  const at = now();
  await client.query(
    `INSERT INTO provider_key (id, name, provider, environment, owner_user_id, owner_email, purpose, allowed_tenants, allowed_features,
       allowed_environments, rotation_days, rotated_at, expires_at, timezone, status, created_at, created_by, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'active', $15, $16, $15)`,
    [
      id,
      given.name,
      canonicalProvider(given.provider),
      given.environment,
      given.owner?.userId ?? null,
      given.owner?.email ?? null,
      given.purpose,
      given.allowed_tenants,
      given.allowed_features,
      given.allowed_environments,
      given.rotation_days,
      new Date(given.last_rotated_at ?? nowMs()),
      given.expires_at === null ? null : new Date(given.expires_at),
      given.timezone,
      at,
      editor.name,
    ],
  );
  const value = { fingerprint: given.fingerprint, keyId: id, last4: given.last4, generation: 1 };
  await storeValue(client, value, "/fingerprint", editor.reach);
  return id;
}

/**
 * Registers a key by its digest, or adopts one that was found in events.
 * @throws conflict naming the other key where the value is registered already
 */
export async function registerKey(given: NewKey, editor: Editor): Promise<KeyRecord> {
  const key = await inTransaction(async (client) => {
    const id = await insertKey(client, await checkNewKey(client, given, editor.reach), editor);
    const [made] = await settleKeys(client, [{ id, action: "key.register", before: null }], editor);
    return made;
  });
  forgetLineages();
  if (!key) throw new Error("a key vanished while it was being registered");
  return key;
}
