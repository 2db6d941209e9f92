import { browserPath } from "./browser";
import { startProduct } from "./product";

/** Starts the built product once for all journeys; the returned function stops it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const [browser, product] = await Promise.all([browserPath(), startProduct()]);
  process.env.COSTWARDEN_E2E_BROWSER = browser;
  process.env.COSTWARDEN_E2E_URL = product.url;
  return product.stop;
}
