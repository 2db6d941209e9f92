import { seal, unseal } from "@/lib/platform/sealed";
import { type AnyKind, kindOf } from "./kinds";

const PURPOSE = "channel settings";

export interface OpenChannel {
  id: string;
  name: string;
  kind: AnyKind;
  settings: object;
  allowPrivate: boolean;
}

export function sealSettings(id: string, settings: object): string {
  return seal(PURPOSE, id, JSON.stringify(settings));
}

/** A channel with its settings in the clear: for sending and for changing it, never for showing. */
export function openChannel(row: {
  id: string;
  name: string;
  kind: string;
  sealed: string;
  allow_private: boolean;
}): OpenChannel {
  const kind = kindOf(row.kind);
  const settings = kind.settings.parse(JSON.parse(unseal(PURPOSE, row.id, row.sealed)));
  return { id: row.id, name: row.name, kind, settings, allowPrivate: row.allow_private };
}
