import type pg from "pg";
import { queueMessages } from "@/lib/deliveries/service";
import type { Author } from "@/lib/platform/author";
import { bumpVersion } from "@/lib/platform/change-versions";
import { now } from "@/lib/platform/clock";
import { inTransaction, pool } from "@/lib/platform/database";
import { byKeyOf } from "../by-key";
import { sayLate } from "../model/speech";
import { saveIncidents, selectIncidents } from "../queries/incidents";
import { insertNotes } from "../queries/insert-notes";
import { lockAlerts } from "../queries/lock-alerts";
import { selectAlertsOfIncidents } from "../queries/select-alerts";
import { selectUnsent } from "../queries/select-unsent";
import { updateAlerts } from "../queries/update-alerts";
import type { SentAnswer, UnsentAnswer } from "./contract";
import { ALERTS_VERSION, directory, messagesOf, toldNote } from "./settle";

const MOST_AT_ONCE = 5000;

/** What was never sent, and by incident where it would go now. */
async function unsent(client: pg.Pool | pg.ClientBase, ids: readonly string[] | null) {
  const alerts = await selectUnsent(client, { ids, limit: MOST_AT_ONCE });
  const { channelsOf, nameOf } = await directory(client);
  const wanted = new Map<string, Set<string>>();
  for (const row of alerts) {
    const channels = channelsOf(row);
    if (channels.length === 0) continue;
    const known = wanted.get(row.incident_id) ?? new Set<string>();
    for (const id of channels) known.add(id);
    wanted.set(row.incident_id, known);
  }
  const namesOf = () => [...new Set([...wanted.values()].flatMap((list) => [...list]))].map(nameOf).sort();
  return { alerts, channelsOf, nameOf, wanted, namesOf };
}

/** Open alerts that were raised before a channel or a route was there, so that nobody was told of them. */
export async function readUnsent(): Promise<UnsentAnswer> {
  const { alerts, wanted, namesOf } = await unsent(pool(), null);
  return { alerts: alerts.length, incidents: wanted.size, channels: namesOf() };
}

/** Sends each incident of them once to each channel that its routes lead to by now. @param ids only the incidents of these alerts */
export function sendUnsent(ids: readonly string[] | null, author: Author): Promise<SentAnswer> {
  return inTransaction(async (client) => {
    await lockAlerts(client);
    const at = now();
    const { alerts, channelsOf, nameOf, wanted, namesOf } = await unsent(client, ids);
    if (wanted.size === 0) return { incidents: 0, channels: [] };
    const incidents = [...wanted.keys()];
    const members = byKeyOf(await selectAlertsOfIncidents(client, incidents), (row) => row.incident_id);
    const said = (await selectIncidents(client, incidents)).map((incident) =>
      sayLate(incident, [...(wanted.get(incident.id) ?? [])], at),
    );
    await updateAlerts(
      client,
      alerts.filter((row) => channelsOf(row).length > 0).map((row) => ({ ...row, routed: true, updated_at: at })),
    );
    await saveIncidents(
      client,
      said.map(({ incident }) => incident),
    );
    await queueMessages(
      client,
      said.flatMap(({ incident, saying }) => messagesOf(incident, members.get(incident.id) ?? [], [saying], at)),
    );
    await insertNotes(
      client,
      said.map(({ incident, saying }) => ({ ...toldNote(incident, saying, nameOf, at), who: author.name })),
    );
    await author.note(client, {
      action: "alert.send_unsent",
      subject: "alerts",
      after: { incidents, channels: namesOf() },
    });
    await bumpVersion(client, ALERTS_VERSION);
    return { incidents: said.length, channels: namesOf() };
  });
}
