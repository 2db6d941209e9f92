/** Keys: the inventory of provider keys, what events show of them, and their rotation. The one door of this room. */
export { acceptFinding, withdrawAcceptance } from "./accept-finding";
export { createCalendar, listCalendars, readCalendar, revokeCalendar } from "./calendars";
export { changeKey, retireKey } from "./change-key";
export { markCompromised, withdrawCompromise } from "./compromise";
export type { Editor } from "./editor";
export { FINDING_WORDS } from "./finding-words";
export { watchKeys } from "./follow-events";
export { importKeys } from "./import-keys";
export { KEY_COLUMNS } from "./key-table";
export { fingerprintsOf, keyLineages, type Lineages, lineageOf, lineagesWithin } from "./lineages";
export { answerKey, exportKeys, listKeys, listUnregisteredKeys, readKeyDetail } from "./list-keys";
export { connectKeys } from "./ports";
export { revocationUrl } from "./providers";
export type { ReminderRow } from "./queries/reminders";
export { registerKey } from "./register-key";
export { cancelRotation, closeRotation, registerSuccessor, startRotation } from "./rotation";
export { listKeyReminders, noteReminderSeen, runReminders } from "./send-reminders";
