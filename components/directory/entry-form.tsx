"use client";

import { Autocomplete, Button, Group, NativeSelect, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import type { Fault } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { DirectoryEntry } from "@/lib/directory/contract";

interface Fields {
  display_name: string;
  owner: string;
  cost_centre: string;
  channel_id: string;
  tags: string[];
  merged_into: string;
}

interface EntryFormProps {
  entry: DirectoryEntry;
  /** Names that this one may be merged into. */
  others: readonly string[];
  channels: readonly { id: string; name: string }[];
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (fields: Record<string, unknown>) => void;
  onCancel: () => void;
}

const textOrNull = (text: string) => (text.trim() === "" ? null : text.trim());

/** What people say of a name: a field that is emptied says nothing any more. */
export function EntryForm({ entry, others, channels, saving, problem, faults, onSave, onCancel }: EntryFormProps) {
  const { register, control, handleSubmit } = useForm<Fields>({
    defaultValues: {
      display_name: entry.display_name ?? "",
      owner: entry.owner?.email ?? "",
      cost_centre: entry.cost_centre ?? "",
      channel_id: entry.channel?.id ?? "",
      tags: entry.tags,
      merged_into: entry.merged_into ?? "",
    },
  });
  const gone = entry.channel !== null && !channels.some(({ id }) => id === entry.channel?.id);
  const save = handleSubmit((fields) =>
    onSave({
      tags: fields.tags,
      display_name: textOrNull(fields.display_name),
      cost_centre: textOrNull(fields.cost_centre),
      merged_into: textOrNull(fields.merged_into),
      // As they were: a channel or an owner who is gone by now stands in the way of no other change.
      ...(fields.owner === (entry.owner?.email ?? "") ? {} : { owner: textOrNull(fields.owner) }),
      ...(fields.channel_id === (entry.channel?.id ?? "") ? {} : { channel_id: textOrNull(fields.channel_id) }),
    }),
  );
  return (
    <form onSubmit={save} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed" className="wrap-anywhere">
          Events name it {entry.name}
          {entry.aliases.length > 0 ? `, or ${entry.aliases.join(", ")}` : ""}.
        </Text>
        <TextInput label="Display name" {...register("display_name")} />
        <TextInput label="Owner" description="An e-mail address" {...register("owner")} />
        <TextInput label="Cost centre" {...register("cost_centre")} />
        <NativeSelect
          label="Alert channel"
          description="Alerts about it go there as well"
          {...register("channel_id")}
          data={[
            { value: "", label: "None of its own" },
            ...(gone && entry.channel ? [{ value: entry.channel.id, label: entry.channel.name ?? "A removed channel" }] : []),
            ...channels.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Controller
          control={control}
          name="tags"
          render={({ field }) => <TagsInput label="Tags" value={field.value} onChange={field.onChange} />}
        />
        <Controller
          control={control}
          name="merged_into"
          render={({ field }) => (
            <Autocomplete
              label="Merged into"
              description="Its usage, the past included, is read under that name until this is emptied again. Events keep their own."
              data={[...others]}
              limit={20}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
        <FormProblem message={problem} faults={faults} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
