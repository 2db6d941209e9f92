"use client";

import { Group } from "@mantine/core";
import { isApiError } from "@/app/hooks/api";
import { useRotateChannelSecret, useSaveChannel } from "@/app/hooks/use-channels";
import { ChannelForm } from "@/components/channels/channel-form";
import { ConfirmButton } from "@/components/ui/confirm-button";
import { TitledModal } from "@/components/ui/titled-modal";
import type { ChannelAnswer } from "@/lib/deliveries/contract";

interface EditChannelProps {
  channel: ChannelAnswer | null;
  others: readonly ChannelAnswer[];
  canMail: boolean;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

export function EditChannel({ channel, others, canMail, onSecret, onClose }: EditChannelProps) {
  const save = useSaveChannel(channel?.id ?? null);
  const rotate = useRotateChannelSecret();
  const error = save.error ?? rotate.error;
  return (
    <TitledModal onClose={onClose} title={channel ? channel.name : "Add a channel"} size="lg">
      <ChannelForm
        channel={channel}
        others={others}
        canMail={canMail}
        saving={save.isPending}
        problem={error?.message ?? null}
        faults={isApiError(error) ? error.fieldErrors : []}
        onCancel={onClose}
        onSave={(entry) =>
          save.mutate(entry, {
            onSuccess: ({ signing_secret }) => {
              if (signing_secret) onSecret(signing_secret);
              onClose();
            },
          })
        }
      />
      {channel?.kind === "webhook" ? (
        <Group mt="md" gap="xs">
          <ConfirmButton
            label="Change the signing secret"
            question="The old one signs beside the new one for a day. Change it?"
            loading={rotate.isPending}
            onConfirm={() =>
              rotate.mutate(channel.id, {
                onSuccess: ({ signing_secret }) => {
                  onSecret(signing_secret);
                  onClose();
                },
              })
            }
          />
        </Group>
      ) : null}
    </TitledModal>
  );
}
