import { createHash } from "node:crypto";
import { Random } from "./random";

export type Environment = "production" | "staging" | "development";
export type ProviderName = "openai" | "anthropic" | "google";

export interface DemoModel {
  provider: ProviderName | "in-house";
  name: string;
  /** Milliseconds to the first token and per token after it, about. */
  firstTokenMs: number;
  perTokenMs: number;
}

const model = (provider: DemoModel["provider"], name: string, firstTokenMs: number, perTokenMs: number): DemoModel => ({
  provider,
  name,
  firstTokenMs,
  perTokenMs,
});

/** Six models of three providers carry the traffic; the others play a part in an incident, or have no price. */
export const MODELS = {
  gpt4o: model("openai", "gpt-4o", 420, 11),
  gpt4oMini: model("openai", "gpt-4o-mini", 320, 8),
  sonnet: model("anthropic", "claude-sonnet-4-5", 640, 14),
  haiku: model("anthropic", "claude-haiku-4-5", 380, 7),
  geminiPro: model("google", "gemini-2.5-pro", 900, 10),
  geminiFlash: model("google", "gemini-2.5-flash", 300, 5),
  gpt4: model("openai", "gpt-4", 800, 30),
  deprecated: model("openai", "gpt-3.5-turbo-0613", 350, 12),
  unpricedChat: model("in-house", "atlas-chat-7b", 150, 20),
  unpricedPreview: model("openai", "gpt-4o-orchid-preview", 500, 12),
} as const;

export const FEATURES = [
  "support-chat",
  "summarize",
  "document-extraction",
  "code-assist",
  "product-descriptions",
  "report-writing",
  "emoji-reactions",
  "nightly-digest",
] as const;
export type Feature = (typeof FEATURES)[number];

export interface DemoTenant {
  name: string;
  /** Requests on an ordinary working day, at the end of the demo. */
  requestsADay: number;
  /** Part of today's traffic it already had 90 days before. */
  startedAt: number;
  /** Days before the end on which it became a customer. */
  since: number;
  /** Hours its working day lies behind UTC's. */
  hoursBehind: number;
  /** Share of weekday traffic on Saturday and Sunday. */
  weekend: number;
  features: [readonly [Feature, number], ...(readonly [Feature, number])[]];
  chat: DemoModel;
  strong: DemoModel;
  users: number;
  region: string;
  tags: Record<string, string>;
}

const NAMES = `meridian-retail bluefin-logistics cobalt-insurance northgate-bank harbor-health quill-and-co lumen-travel
  orchard-foods granite-legal sparrow-hr tidewater-energy juniper-games vantage-media copperleaf-homes summit-outdoors
  kestrel-air willow-clinics ironwood-tools pixelforge saffron-kitchen atlas-freight nimbus-learning redwood-realty
  polaris-pharma marble-arts fernhill-schools delta-robotics ember-audio crescent-wines basalt-mining lighthouse-law
  tangerine-telecom opal-jewellers foxglove-gardens driftwood-hotels mosaic-events zephyr-bikes clover-credit
  anchor-marine birchwood-press`
  .trim()
  .split(/\s+/);

const CHAT_MODELS = [MODELS.gpt4oMini, MODELS.gpt4oMini, MODELS.haiku, MODELS.geminiFlash] as const;
const STRONG_MODELS = [MODELS.gpt4o, MODELS.sonnet, MODELS.gpt4o, MODELS.geminiPro] as const;
const USUAL: Feature[] = [
  "support-chat",
  "summarize",
  "document-extraction",
  "code-assist",
  "product-descriptions",
  "report-writing",
];

/** What the incidents need of their tenants. */
const SETTLED: Record<string, [Feature, Feature]> = {
  "orchard-foods": ["product-descriptions", "support-chat"],
  "saffron-kitchen": ["support-chat", "summarize"],
  "copperleaf-homes": ["support-chat", "summarize"],
};

/** Forty customers of the company whose books the demo shows. The first is ten times the next, and steady. */
export function demoTenants(seed: number): DemoTenant[] {
  const random = new Random(`tenants ${seed}`);
  return NAMES.map((name, rank) => {
    const drawn = USUAL[(rank + 1 + random.below(4)) % USUAL.length] ?? "summarize";
    const [first, second] = SETTLED[name] ?? [USUAL[rank % USUAL.length] ?? "support-chat", drawn];
    return {
      name,
      requestsADay: rank === 0 ? 800 : Math.round(82 / rank ** 0.3),
      startedAt: rank === 0 ? 1 : random.between(0.4, 1.15),
      since: rank % 13 === 12 ? 20 + rank : 10_000,
      hoursBehind: random.pick([0, 0, -1, 5, 6, 8, -8]),
      weekend: rank === 0 ? 0.9 : random.between(0.12, 0.6),
      features:
        first === second
          ? [[first, 1]]
          : [
              [first, 0.65],
              [second, 0.35],
            ],
      chat: CHAT_MODELS[rank % 4] ?? MODELS.gpt4oMini,
      strong: STRONG_MODELS[rank % 4] ?? MODELS.gpt4o,
      users: Math.max(4, Math.round(70 / (rank + 1) ** 0.6)),
      region: random.pick(["eu", "eu", "us", "us", "apac"]),
      tags: {
        plan: rank < 6 ? "enterprise" : rank < 20 ? "business" : "starter",
        team: random.pick(["growth", "core", "platform"]),
      },
    };
  });
}

export interface DemoKey {
  fingerprint: string;
  last4: string;
}

const keys = new Map<string, DemoKey>();

/** A key that never existed: the digest of a sentence. */
function demoKey(name: string): DemoKey {
  const known = keys.get(name);
  if (known) return known;
  const digest = createHash("sha256").update(`a provider key of the demo: ${name}`).digest("hex");
  const made = { fingerprint: digest, last4: digest.slice(-4) };
  keys.set(name, made);
  return made;
}

const PROVIDERS: ProviderName[] = ["openai", "anthropic", "google"];
const ENVIRONMENTS: Environment[] = ["production", "staging", "development"];
const SHARED = new Map<string, DemoKey>(
  PROVIDERS.flatMap((each) => ENVIRONMENTS.map((env) => [`${each} ${env}`, demoKey(`${each} ${env}`)] as const)),
);
/** Large customers' own keys. */
const OWN: Record<string, ProviderName> = {
  "meridian-retail": "openai",
  "bluefin-logistics": "anthropic",
  "northgate-bank": "google",
};

/** A dozen keys: one for each provider and environment, and three customers' own. */
export function keyFor(tenant: DemoTenant, provider: DemoModel["provider"], environment: Environment): DemoKey | null {
  if (environment === "production" && OWN[tenant.name] === provider) return demoKey(`${provider} of ${tenant.name}`);
  return SHARED.get(`${provider} ${environment}`) ?? null;
}
