"use client";

import { Autocomplete, Button, Fieldset, Group, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { type Control, Controller, useForm } from "react-hook-form";
import { dimensionLabel } from "@/components/filters/dimensions";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";

const CHOSEN = ["tenant", "feature", "environment", "provider", "model", "user", "source"] as const;
const TARGETS = ["tenant", "feature", "environment"] as const;

/** What is to be moved, as its form has it: days are the organisation's, both included. */
export interface MoveFields {
  filter: Record<(typeof CHOSEN)[number], string>;
  set: Record<(typeof TARGETS)[number], string>;
  from: string;
  to: string;
  reason: string;
}

interface MoveFormProps {
  first: { from: string; to: string };
  /** Names to choose from, by dimension; others can be typed. */
  suggestions: Readonly<Record<string, readonly string[]>>;
  rehearsing: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onRehearse: (fields: MoveFields) => void;
  /** What was shown is of other fields than these now. */
  onEdit: () => void;
}

interface NameProps {
  control: Control<MoveFields>;
  name: `filter.${(typeof CHOSEN)[number]}` | `set.${(typeof TARGETS)[number]}`;
  label: string;
  data: readonly string[];
  error: string | undefined;
}

function Name({ control, name, label, data, error }: NameProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Autocomplete
          label={label}
          data={data.filter((value) => value !== "")}
          limit={20}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={error}
        />
      )}
    />
  );
}

const emptyOf = <Field extends string>(fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, ""])) as Record<Field, string>;

/** Which usage, and where it belongs. */
export function MoveForm({ first, suggestions, rehearsing, problem, faults, onRehearse, onEdit }: MoveFormProps) {
  const { register, control, handleSubmit } = useForm<MoveFields>({
    defaultValues: { filter: emptyOf(CHOSEN), set: emptyOf(TARGETS), reason: "", ...first },
  });
  return (
    <form onSubmit={handleSubmit(onRehearse)} onChange={onEdit} noValidate>
      <Stack gap="sm">
        <Fieldset legend="Spend that was sent with">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" verticalSpacing="xs">
            {CHOSEN.map((name) => (
              <Name
                key={name}
                control={control}
                name={`filter.${name}`}
                label={name === "source" ? "Source" : dimensionLabel(name)}
                data={suggestions[name] ?? []}
                error={faultAt(faults, `/filter/${name}`)}
              />
            ))}
            <TextInput type="date" label="First day" {...register("from")} error={faultAt(faults, "/from")} />
            <TextInput type="date" label="Last day" {...register("to")} error={faultAt(faults, "/to")} />
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="Belongs to">
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm" verticalSpacing="xs">
            {TARGETS.map((name) => (
              <Name
                key={name}
                control={control}
                name={`set.${name}`}
                label={`To ${name}`}
                data={suggestions[name] ?? []}
                error={faultAt(faults, `/set/${name}`)}
              />
            ))}
          </SimpleGrid>
        </Fieldset>
        <Textarea
          label="Reason"
          description="Kept with the move and in the audit log"
          autosize
          minRows={1}
          {...register("reason")}
          error={faultAt(faults, "/reason")}
        />
        <FormProblem message={problem} faults={faults} />
        <Group justify="flex-end">
          <Button type="submit" loading={rehearsing}>
            Show what would move
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
