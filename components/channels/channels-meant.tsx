import { MultiSelect, Switch } from "@mantine/core";
import { type Fault, faultAt } from "@/components/ui/fault";

interface Meant {
  every_channel: boolean;
  channel_ids: string[];
}

interface ChannelsMeantProps {
  meant: Meant;
  channels: readonly { id: string; name: string }[];
  faults: readonly Fault[];
  onChange: (part: Partial<Meant>) => void;
}

/** To which channels something goes: to all that are on, or to those chosen. */
export function ChannelsMeant({ meant, channels, faults, onChange }: ChannelsMeantProps) {
  return (
    <>
      <Switch
        label="To every channel that is on, also later ones"
        checked={meant.every_channel}
        onChange={({ currentTarget: { checked } }) => onChange({ every_channel: checked })}
      />
      {meant.every_channel ? null : (
        <MultiSelect
          label="To these channels"
          data={channels.map(({ id, name }) => ({ value: id, label: name }))}
          value={[...meant.channel_ids]}
          error={faultAt(faults, "/channel_ids")}
          onChange={(values) => onChange({ channel_ids: values })}
        />
      )}
    </>
  );
}
