"use client";

import { Button, Card, Fieldset, Group, NativeSelect, Radio, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Controller, useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import { type BudgetFields, isAmount } from "./budget-fields";
import { MeasuredFields } from "./measured-fields";
import { ThresholdFields } from "./threshold-fields";
import { MODES } from "./words";

interface BudgetFormProps {
  initial: BudgetFields;
  /** Scope and period cannot change: said in words instead. */
  fixed?: ReactNode;
  /** Beside a limit that changes: from when and why. */
  limitExtras?: ReactNode;
  scopeEditor: (scope: BudgetFields["scope"], onChange: (scope: BudgetFields["scope"]) => void) => ReactNode;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  submitLabel: string;
  onFields: (fields: BudgetFields) => void;
  onSave: (fields: BudgetFields) => void;
  onCancel: () => void;
}

const UNITS = { cost: "US dollars", tokens: "tokens", requests: "requests" } as const;

/** Makes or changes a budget; what it holds is told as it is typed. */
export function BudgetForm(props: BudgetFormProps) {
  const { initial, fixed, limitExtras, scopeEditor, saving, problem, faults, submitLabel, onFields, onSave, onCancel } = props;
  const { register, control, handleSubmit, watch, setValue, formState } = useForm<BudgetFields>({ defaultValues: initial });
  const { errors } = formState;
  useEffect(() => {
    const { unsubscribe } = watch(() => onFields(watch()));
    return unsubscribe;
  }, [watch, onFields]);
  const [scope, kind, measure] = watch(["scope", "kind", "measure"]);
  return (
    <Card
      component="form"
      onSubmit={handleSubmit(onSave)}
      noValidate
      withBorder
      padding="md"
      style={{ background: "var(--cw-card)" }}
    >
      <Stack gap="lg">
        <FormProblem message={problem} faults={faults} />
        <TextInput
          label="Name"
          placeholder="Acme, production"
          error={errors.name?.message ?? faultAt(faults, "/name")}
          {...register("name", { validate: (text) => text.trim() !== "" || "Name the budget" })}
        />
        <Fieldset legend="What is counted">
          {fixed ?? (
            <MeasuredFields
              control={control}
              register={register}
              kind={kind}
              faults={faults}
              scopeEditor={scopeEditor(scope, (next) => setValue("scope", next))}
            />
          )}
        </Fieldset>
        <Fieldset legend="Limit and thresholds">
          <Stack gap="sm">
            <TextInput
              label="Limit"
              description={`In ${UNITS[measure]}, for one period`}
              inputMode="decimal"
              maw={260}
              error={errors.limit?.message ?? faultAt(faults, "/limit")}
              {...register("limit", { validate: (text) => isAmount(text) || "A number above 0, such as 96" })}
            />
            {limitExtras}
            <ThresholdFields control={control} register={register} faults={faults} />
          </Stack>
        </Fieldset>
        <Fieldset legend="When somebody asks before they spend">
          <Stack gap="sm">
            <Controller
              control={control}
              name="mode"
              render={({ field }) => (
                <Radio.Group aria-label="Mode" value={field.value} onChange={field.onChange} error={faultAt(faults, "/mode")}>
                  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                    {MODES.map(({ value, label, meaning }) => (
                      <Radio key={value} value={value} label={label} description={meaning} />
                    ))}
                  </SimpleGrid>
                </Radio.Group>
              )}
            />
            <NativeSelect
              label="While the database cannot be reached"
              maw={320}
              data={[
                { value: "allow", label: "Allow: calls go on" },
                { value: "deny", label: "Deny: calls wait" },
              ]}
              {...register("onUnavailable")}
            />
          </Stack>
        </Fieldset>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput label="Owner" description="Who is asked about it" error={faultAt(faults, "/owner")} {...register("owner")} />
          <Textarea
            label="Notes"
            description="Shown with the budget"
            autosize
            minRows={1}
            maxRows={5}
            error={faultAt(faults, "/notes")}
            {...register("notes")}
          />
        </SimpleGrid>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
