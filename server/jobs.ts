import { runRetention } from "@/lib/metering/retention/service";
import { changeDayZone, foldRollups, preparePartitions } from "@/lib/metering/service";
import { onVersionChange } from "@/lib/platform/change-versions";
import { log } from "@/lib/platform/log";
import { loadOrganisation, organisation } from "@/lib/platform/organisation";
import { HOUR_MS, MINUTE_MS } from "@/lib/platform/time";

interface Job {
  name: string;
  everyMs: number;
  work(): Promise<unknown>;
}

const jobs: readonly Job[] = [
  { name: "fold rollups", everyMs: MINUTE_MS, work: foldRollups },
  { name: "follow the organisation's time zone", everyMs: MINUTE_MS, work: followZone },
  { name: "make partitions ahead", everyMs: HOUR_MS, work: preparePartitions },
  { name: "remove what is past its time", everyMs: HOUR_MS, work: () => runRetention() },
];

async function followZone(): Promise<void> {
  const { timezone } = organisation();
  if (await changeDayZone(timezone)) log().info({ timezone }, "day rollups follow the new time zone");
}

/** Runs one job again and again, never twice at once; a failure is logged and the next turn tries again. */
function repeat(job: Job): () => Promise<void> {
  let running: Promise<void> | undefined;
  const turn = () => {
    running ??= job
      .work()
      .then(() => {})
      .catch((error: unknown) => log().error({ err: error, job: job.name }, "a job failed; it will be tried again"))
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(turn, job.everyMs);
  turn();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Starts what runs by the clock. Each job is safe to run in several instances at once.
 * @returns how to stop: resolves when what was under way is done
 */
export async function startJobs(): Promise<() => Promise<void>> {
  await loadOrganisation();
  await followZone();
  const unwatch = onVersionChange("settings", followZone);
  const stops = jobs.map(repeat);
  return async () => {
    unwatch();
    await Promise.all(stops.map((stop) => stop()));
  };
}
