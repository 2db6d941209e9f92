import { canary } from "./canary";
import { email } from "./email";
import type { ChannelKind } from "./kind";
import { pagerduty } from "./pagerduty";
import { slack } from "./slack";
import { webhook } from "./webhook";

/** Every kind of channel there is. */
export const KINDS = { slack, webhook, pagerduty, email } as const;

export type KindName = keyof typeof KINDS;

/** A kind whose settings are only known to be an object: what was stored is parsed by the kind itself. */
export type AnyKind = ChannelKind<object>;

/** Beside the kinds that people choose from, the process's own. */
const ALL = { ...KINDS, canary } as unknown as Record<string, AnyKind | undefined>;

export function kindOf(name: string): AnyKind {
  const kind = ALL[name];
  if (!kind) throw new Error(`there is no kind of channel named ${name}`);
  return kind;
}
