"use client";

import { notifications } from "@mantine/notifications";
import { useSendUnsent, useUnsentAlerts } from "@/app/hooks/use-alerts";
import { useChannels } from "@/app/hooks/use-channels";
import { useConsole } from "@/app/hooks/use-console";
import { UnsentAlerts } from "@/components/alerts/unsent-alerts";
import { plural } from "@/components/format/number";
import { ApiProblem } from "../api-problem";
import { REFRESH_MS } from "../refresh";

/** Open alerts of which nobody was told: raised before there was a channel or a route for them. */
export function Unsent({ mb }: { mb?: "md" }) {
  const { user } = useConsole();
  const unsent = useUnsentAlerts(REFRESH_MS, !user.limited).data;
  const channels = useChannels(REFRESH_MS, !user.limited).data?.channels;
  const send = useSendUnsent();
  const maySend = user.role === "admin" || user.role === "engineer";
  if (!unsent || !channels) return null;
  return (
    <>
      {send.error ? <ApiProblem title="Nothing was sent" error={send.error} /> : null}
      <UnsentAlerts
        mb={mb}
        unsent={unsent}
        hasChannel={channels.some(({ enabled }) => enabled)}
        sending={send.isPending}
        onSend={
          maySend
            ? () =>
                send.mutate(undefined, {
                  onSuccess: ({ incidents, channels: names }) =>
                    notifications.show({
                      title: `${plural(incidents, "incident")} sent`,
                      message: `To ${names.join(", ")}. The delivery log tells what was answered.`,
                    }),
                })
            : null
        }
      />
    </>
  );
}
