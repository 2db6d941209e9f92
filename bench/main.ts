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
};

const name = process.argv[2] ?? "";
const bench = benches[name];
if (bench) await bench();
else {
  process.stderr.write(`Say which benchmark: ${Object.keys(benches).join(", ")}. For example: npm run bench -- ingest\n`);
  process.exitCode = 2;
}
