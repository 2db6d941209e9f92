/** Where each provider revokes keys. Providers are named as everywhere else: canonically. */
const REVOCATION: Readonly<Record<string, string>> = {
  openai: "https://platform.openai.com/api-keys",
  anthropic: "https://console.anthropic.com/settings/keys",
  "azure.ai.openai":
    "https://portal.azure.com/#view/HubsExtension/BrowseResource/resourceType/Microsoft.CognitiveServices%2Faccounts",
  "aws.bedrock": "https://console.aws.amazon.com/iam/home#/security_credentials",
  "gcp.gemini": "https://aistudio.google.com/api-keys",
  "gcp.vertex_ai": "https://console.cloud.google.com/apis/credentials",
  mistral_ai: "https://console.mistral.ai/api-keys",
  cohere: "https://dashboard.cohere.com/api-keys",
  deepseek: "https://platform.deepseek.com/api_keys",
  x_ai: "https://console.x.ai/",
  groq: "https://console.groq.com/keys",
  openrouter: "https://openrouter.ai/settings/keys",
  perplexity: "https://www.perplexity.ai/account/api/keys",
  huggingface: "https://huggingface.co/settings/tokens",
  together: "https://api.together.ai/settings/api-keys",
};

export function revocationUrl(provider: string): string | null {
  return REVOCATION[provider] ?? null;
}

export const CANNOT_SHOW =
  "Only calls that your own services report are seen here. Whoever stole a key calls the provider directly: that shows in the provider's own usage page, and here at most as refused calls (401) once the key is revoked.";
