"use client";

import { notifications } from "@mantine/notifications";
import { plural } from "@/components/format/number";
import { type AlertAction, useAlertAction } from "./use-alerts";

const DONE = { acknowledge: "acknowledged", snooze: "snoozed", resolve: "resolved", expect: "expected" } as const;

/** Does something to several alerts and says what came of it. */
export function useRunAction() {
  const action = useAlertAction();
  const run = (given: AlertAction, onDone?: () => void) => {
    if (given.ids.length === 0 || action.isPending) return;
    action.mutate(given, {
      onSuccess: ({ results }) => {
        const done = results.filter((each) => each.done).length;
        const problem = results.find((each) => each.problem)?.problem;
        notifications.show({
          title: `${plural(done, "alert")} ${DONE[given.action]}`,
          message: problem
            ? `${plural(results.length - done, "other")} not: ${problem.detail}`
            : "The timeline says who and when.",
        });
        onDone?.();
      },
    });
  };
  return { run, isPending: action.isPending, error: action.error };
}
