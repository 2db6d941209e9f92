import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    globalSetup: ["tests/global-setup.ts"],
    include: ["{lib,server,app,components,tests,bench}/**/*.test.{ts,tsx}"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 240_000,
    env: { COSTWARDEN_LOG_LEVEL: process.env.COSTWARDEN_LOG_LEVEL ?? "silent", COSTWARDEN_SECRET: "a secret for the tests only" },
  },
});
