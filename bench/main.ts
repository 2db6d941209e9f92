import { benchAlertLatency } from "./alert-latency";
import { benchAuth } from "./auth";
import { serveAuthSubject } from "./auth-subject";
import { benchBaselines } from "./baselines";
import { benchDecisions } from "./decisions";
import { benchDetection } from "./detection";
import { benchForecast } from "./forecast";
import { benchIngest } from "./ingest";
import { benchOverview } from "./overview";
import { benchSpend } from "./spend";

const benches: Record<string, () => Promise<void>> = {
  ingest: benchIngest,
  spend: benchSpend,
  forecast: benchForecast,
  decisions: benchDecisions,
  overview: benchOverview,
  detection: benchDetection,
  baselines: benchBaselines,
  auth: benchAuth,
  "alert-latency": benchAlertLatency,
};

const name = process.argv[2] ?? "";
const bench = benches[name];
if (bench) await bench();
// The process that `auth` starts for itself.
else if (name === "auth-subject") await serveAuthSubject();
else {
  process.stderr.write(`Say which benchmark: ${Object.keys(benches).join(", ")}. For example: npm run bench -- ingest\n`);
  process.exitCode = 2;
}
