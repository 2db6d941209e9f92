import { NumberInput, TagsInput } from "@mantine/core";
import type { Control } from "react-hook-form";
import { Controller } from "react-hook-form";
import type { OrganisationChange } from "@/lib/access/contract";

export type KeySettingFields = Pick<
  Required<OrganisationChange>,
  "key_rotation_days" | "key_rotation_days_by_environment" | "key_silence_minutes"
>;

const OF_ENVIRONMENT = /^(.+)=\s*(\d{1,4})$/;

/** "staging=30" for each environment with an interval of its own. */
function byEnvironment(texts: readonly string[]): Record<string, number> {
  const found = texts.map((text) => OF_ENVIRONMENT.exec(text)).filter((match) => match !== null);
  return Object.fromEntries(found.map(([, name = "", days]) => [name.trim(), Number(days)]));
}

/** How provider keys are rotated, where a key does not say otherwise. */
export function KeySettings({ control }: { control: Control<KeySettingFields> }) {
  return (
    <>
      <Controller
        control={control}
        name="key_rotation_days"
        render={({ field }) => (
          <NumberInput
            label="Rotate provider keys every"
            suffix=" days"
            min={1}
            max={3650}
            allowDecimal={false}
            value={field.value}
            onChange={(value) => field.onChange(Number(value))}
            maw={220}
          />
        )}
      />
      <Controller
        control={control}
        name="key_rotation_days_by_environment"
        render={({ field }) => (
          <TagsInput
            label="Environments with another interval"
            description="As name=days, such as staging=30"
            value={Object.entries(field.value).map(([name, days]) => `${name}=${days}`)}
            onChange={(texts) => field.onChange(byEnvironment(texts))}
          />
        )}
      />
      <Controller
        control={control}
        name="key_silence_minutes"
        render={({ field }) => (
          <NumberInput
            label="A rotation closes when the old key was silent for"
            description="0: as soon as the new one is seen"
            suffix=" minutes"
            min={0}
            max={129600}
            allowDecimal={false}
            value={field.value}
            onChange={(value) => field.onChange(Number(value))}
            maw={220}
          />
        )}
      />
    </>
  );
}
