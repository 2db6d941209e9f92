import type { CatalogueModel } from "./catalogue";
import type { ImageRate, PriceTerms } from "./terms";

/** Models that bill by the image, which the catalogue leaves out. Only prices that the providers publish. */
interface ImageModel {
  provider: string;
  model: string;
  name: string;
  terms: PriceTerms;
}

const row = (size: string, quality: string, rate: string): ImageRate => ({ size, quality, rate });

const MODELS: readonly ImageModel[] = [
  // openai.com/api/pricing, image generation; defaults as in the reference of /v1/images/generations.
  {
    provider: "openai",
    model: "dall-e-3",
    name: "DALL·E 3",
    terms: {
      rates: {},
      image_rates: [
        row("1024x1024", "standard", "0.04"),
        row("1024x1792", "standard", "0.08"),
        row("1792x1024", "standard", "0.08"),
        row("1024x1024", "hd", "0.08"),
        row("1024x1792", "hd", "0.12"),
        row("1792x1024", "hd", "0.12"),
      ],
    },
  },
  {
    provider: "openai",
    model: "dall-e-2",
    name: "DALL·E 2",
    terms: {
      rates: {},
      image_rates: [
        row("1024x1024", "standard", "0.02"),
        row("512x512", "standard", "0.018"),
        row("256x256", "standard", "0.016"),
      ],
    },
  },
  // ai.google.dev/pricing, Imagen: one price an image.
  { provider: "gcp.gemini", model: "imagen-4.0-generate-001", name: "Imagen 4", terms: { rates: { images: "0.04" } } },
  { provider: "gcp.gemini", model: "imagen-4.0-fast-generate-001", name: "Imagen 4 Fast", terms: { rates: { images: "0.02" } } },
  {
    provider: "gcp.gemini",
    model: "imagen-4.0-ultra-generate-001",
    name: "Imagen 4 Ultra",
    terms: { rates: { images: "0.06" } },
  },
  { provider: "gcp.gemini", model: "imagen-3.0-generate-002", name: "Imagen 3", terms: { rates: { images: "0.03" } } },
];

/** Those that the catalogue does not list, as if it did; once it lists one, its own entry counts. */
export function imageModels(catalogue: readonly CatalogueModel[]): CatalogueModel[] {
  const listed = new Set(catalogue.map(({ provider, model }) => `${provider} ${model.toLowerCase()}`));
  return MODELS.filter(({ provider, model }) => !listed.has(`${provider} ${model}`)).map(({ provider, model, name, terms }) => ({
    provider,
    model,
    name,
    contextWindow: null,
    deprecated: false,
    overlay: true,
    aliases: [],
    beginnings: [],
    history: [{ fromMs: 0, terms }],
  }));
}
