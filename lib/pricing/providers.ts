/**
 * Names of providers: the canonical one (OpenTelemetry's, where it has one) for each spelling in
 * use, and how providers relate in the catalogue.
 */
interface KnownProvider {
  name: string;
  /** Its id in the catalogue; absent where the prices come from another provider's list. */
  catalogueId?: string;
  spellings: readonly string[];
  /** Whose lists count, in order, where this host's own list lacks a model. */
  fallbacks?: readonly string[];
  /** A maker of models, so a model's name alone can point to it. */
  firstParty?: true;
}

const PROVIDERS: readonly KnownProvider[] = [
  { name: "openai", catalogueId: "openai", spellings: ["open_ai", "open-ai"], firstParty: true },
  { name: "anthropic", catalogueId: "anthropic", spellings: ["claude"], firstParty: true },
  {
    name: "gcp.gemini",
    catalogueId: "google",
    spellings: [
      "google",
      "gemini",
      "google_ai",
      "google-ai",
      "google_genai",
      "google-genai",
      "google_ai_studio",
      "generativelanguage",
    ],
    fallbacks: ["anthropic"],
    firstParty: true,
  },
  {
    name: "gcp.vertex_ai",
    spellings: [
      "vertex",
      "vertexai",
      "vertex_ai",
      "vertex-ai",
      "google_vertex",
      "google-vertex",
      "google_vertexai",
      "gcp.vertex.agent",
    ],
    fallbacks: ["gcp.gemini", "anthropic"],
  },
  { name: "gcp.gen_ai", spellings: ["gcp", "gcp_gen_ai"], fallbacks: ["gcp.gemini", "anthropic"] },
  {
    name: "aws.bedrock",
    catalogueId: "aws",
    spellings: ["aws", "bedrock", "amazon", "aws_bedrock", "aws-bedrock", "amazon_bedrock", "amazon-bedrock", "amazon.bedrock"],
  },
  {
    name: "azure.ai.openai",
    catalogueId: "azure",
    spellings: ["azure", "azure_openai", "azure-openai", "azureopenai", "az.ai.openai", "azure.openai"],
    fallbacks: ["openai", "anthropic", "deepseek", "x_ai", "moonshot_ai"],
  },
  {
    name: "azure.ai.inference",
    spellings: ["azure_ai", "azure-ai", "az.ai.inference", "azure_ai_inference", "azure_ai_foundry"],
    fallbacks: ["azure.ai.openai", "openai", "anthropic", "deepseek", "x_ai", "moonshot_ai"],
  },
  { name: "mistral_ai", catalogueId: "mistral", spellings: ["mistral", "mistralai", "mistral-ai"], firstParty: true },
  { name: "x_ai", catalogueId: "x-ai", spellings: ["xai", "x-ai", "x.ai", "grok"], firstParty: true },
  { name: "cohere", catalogueId: "cohere", spellings: ["cohere_ai", "cohere-ai"], firstParty: true },
  { name: "deepseek", catalogueId: "deepseek", spellings: ["deep_seek", "deepseek_ai", "deepseek-ai"], firstParty: true },
  {
    name: "moonshot_ai",
    catalogueId: "moonshotai",
    spellings: ["moonshot", "moonshotai", "moonshot-ai", "kimi"],
    firstParty: true,
  },
  { name: "perplexity", catalogueId: "perplexity", spellings: ["perplexity_ai", "perplexity-ai", "pplx"], firstParty: true },
  { name: "minimax", catalogueId: "minimax", spellings: ["minimaxi", "minimax_ai"], firstParty: true },
  { name: "voyageai", catalogueId: "voyageai", spellings: ["voyage", "voyage_ai", "voyage-ai"], firstParty: true },
  { name: "zai", catalogueId: "zai", spellings: ["z_ai", "z-ai", "z.ai"], firstParty: true },
  { name: "zhipuai", catalogueId: "zhipuai", spellings: ["zhipu", "zhipu_ai", "bigmodel"] },
  { name: "groq", catalogueId: "groq", spellings: ["groqcloud"] },
  { name: "openrouter", catalogueId: "openrouter", spellings: ["open_router", "open-router"] },
  { name: "together", catalogueId: "together", spellings: ["together_ai", "together-ai", "togetherai", "together.ai"] },
  { name: "fireworks", catalogueId: "fireworks", spellings: ["fireworks_ai", "fireworks-ai", "fireworksai"] },
  { name: "cerebras", catalogueId: "cerebras", spellings: ["cerebras_ai"] },
  { name: "cloudflare", catalogueId: "cloudflare", spellings: ["workers_ai", "workers-ai", "cloudflare_workers_ai"] },
  { name: "novita", catalogueId: "novita", spellings: ["novita_ai", "novita-ai"] },
  { name: "github_copilot", catalogueId: "github-copilot", spellings: ["github-copilot", "copilot"] },
  ...["arcee", "avian", "baseten", "cursor", "doubleword", "modal", "ovhcloud", "quicksilverpro", "typesafe"].map(sameName),
  ...[
    "cerebras",
    "fireworks-ai",
    "groq",
    "hyperbolic",
    "nebius",
    "novita",
    "nscale",
    "ovhcloud",
    "publicai",
    "sambanova",
    "together",
  ]
    .map((host) => `huggingface_${host}`)
    .map(sameName),
];

function sameName(name: string): KnownProvider {
  return { name, catalogueId: name, spellings: [] };
}

const byName = new Map(PROVIDERS.map((provider) => [provider.name, provider]));
const bySpelling = new Map(
  PROVIDERS.flatMap((provider) => [provider.name, ...provider.spellings].map((spelling) => [spelling, provider.name] as const)),
);

/** The canonical name of a provider; a name not known is kept, trimmed and in lower case. */
export function canonicalProvider(name: string): string {
  const plain = name.trim().toLowerCase();
  return bySpelling.get(plain) ?? plain;
}

export function isKnownProvider(canonical: string): boolean {
  return byName.has(canonical);
}

/** The lists to look a model up in, the host's own first. */
export function priceLists(canonical: string): readonly string[] {
  return [canonical, ...(byName.get(canonical)?.fallbacks ?? [])];
}

/** Catalogue id and canonical name of every provider the catalogue lists. */
export const CATALOGUE_PROVIDERS: readonly { catalogueId: string; name: string }[] = PROVIDERS.flatMap(({ catalogueId, name }) =>
  catalogueId ? [{ catalogueId, name }] : [],
);

export const FIRST_PARTIES: readonly string[] = PROVIDERS.filter((provider) => provider.firstParty).map(({ name }) => name);

/** Google's list also sells other makers' models: their names do not point to Google. */
export function isOwnModel(provider: string, model: string): boolean {
  return provider !== "gcp.gemini" || !model.startsWith("claude");
}
