import { defineConfig } from "@playwright/test";

// The set-up starts the product and finds a browser, and leaves word of both in the environment.
const url = process.env.COSTWARDEN_E2E_URL ?? "";
const browser = process.env.COSTWARDEN_E2E_BROWSER ?? "";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/set-up.ts",
  outputDir: "test-results",
  // One product, one database: the journeys follow one another.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
  projects: [
    { name: "first run", testMatch: "first-run.spec.ts" },
    { name: "usage", testMatch: "usage.setup.ts", dependencies: ["first run"] },
    {
      name: "console",
      testMatch: "*.spec.ts",
      testIgnore: "first-run.spec.ts",
      dependencies: ["usage"],
      use: { storageState: "test-results/session.json" },
    },
  ],
});
