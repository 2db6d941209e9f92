import { z } from "zod";
import { hmac } from "@/lib/platform/secret";
import { singleton } from "@/lib/platform/singleton";
import type { ChannelKind } from "./kind";
import { webhook } from "./webhook";

/** Where this process listens for its own canary. */
const receiver = singleton("canaryReceiver", () => ({ url: undefined as string | undefined }));

export function setCanaryReceiver(url: string | undefined): void {
  receiver.url = url;
}

/** What signs the canary's messages: every instance of the installation has the same. */
export function canarySecret(): string {
  return `whsec_${Buffer.from(hmac("canary", "signature"), "hex").toString("base64")}`;
}

const settings = z.strictObject({});

/** The process's own receiver on loopback, spoken to as any webhook is. It is no channel that people see. */
export const canary: ChannelKind<z.infer<typeof settings>> = {
  kind: "canary",
  settings,
  urls: () => ({}),
  shown: () => ({}),
  secrets: () => [canarySecret()],
  atOnce: 1,
  paceMs: 0,
  send: async (sending) => {
    const { url } = receiver;
    if (url !== undefined)
      return webhook.send({ ...sending, settings: { url, signing_secret: canarySecret(), earlier: [] }, allowPrivate: true });
    const error = "This instance does not listen for its canary";
    return { outcome: "retry", status: null, answer: "", error, retryAfterMs: null };
  },
};
