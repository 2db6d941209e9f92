"use client";

import { Button, Checkbox, Group, Radio, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { Controller, useForm } from "react-hook-form";
import { type Fault, faultAt } from "@/components/ui/fault";
import { FormProblem } from "@/components/ui/form-problem";
import type { PolicyAnswer } from "@/lib/budgets/policies/contract";

export interface PolicyFields {
  name: string;
  tenant: string;
  feature: string;
  environment: string;
  allowed: string[];
  denied: string[];
  pinned: boolean;
  tokens: string;
  cost: string;
  onAsk: "deny" | "warn";
  note: string;
}

interface PolicyFormProps {
  /** The policy to change; null for a new one. */
  policy: PolicyAnswer | null;
  saving: boolean;
  problem: string | null;
  faults: readonly Fault[];
  onSave: (fields: PolicyFields) => void;
  onCancel: () => void;
}

function fieldsOf(policy: PolicyAnswer | null): PolicyFields {
  return {
    name: policy?.name ?? "",
    tenant: policy?.tenant ?? "",
    feature: policy?.feature ?? "",
    environment: policy?.environment ?? "",
    allowed: policy?.allowed_models ?? [],
    denied: policy?.denied_models ?? [],
    pinned: policy?.require_pinned ?? false,
    tokens: policy?.max_tokens_per_request?.toString() ?? "",
    cost: policy?.max_cost_usd_per_request ?? "",
    onAsk: policy?.on_ask ?? "deny",
    note: policy?.note ?? "",
  };
}

const number = (pattern: RegExp, words: string) => (text: string) => text.trim() === "" || pattern.test(text.trim()) || words;

/** Which models may be called, and how large one request may be. */
export function PolicyForm({ policy, saving, problem, faults, onSave, onCancel }: PolicyFormProps) {
  const { register, control, handleSubmit, formState } = useForm<PolicyFields>({ defaultValues: fieldsOf(policy) });
  const { errors } = formState;
  const patterns = (name: "allowed" | "denied", label: string, description: string, pointer: string) => (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <TagsInput
          label={label}
          description={description}
          placeholder={field.value.length === 0 ? "gpt-4o*" : ""}
          value={field.value}
          onChange={field.onChange}
          error={faultAt(faults, pointer)}
        />
      )}
    />
  );
  return (
    <form onSubmit={handleSubmit(onSave)} noValidate>
      <Stack gap="sm">
        <FormProblem message={problem} faults={faults} />
        <TextInput
          label="Name"
          placeholder="Production: pinned models only"
          data-autofocus
          error={errors.name?.message ?? faultAt(faults, "/name")}
          {...register("name", { validate: (text) => text.trim() !== "" || "Name the policy" })}
        />
        <div>
          <Text size="sm" fw={600}>
            Binds
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
            <TextInput label="Tenant" description="Empty: every one" error={faultAt(faults, "/tenant")} {...register("tenant")} />
            <TextInput
              label="Feature"
              description="Empty: every one"
              error={faultAt(faults, "/feature")}
              {...register("feature")}
            />
            <TextInput
              label="Environment"
              description="Empty: every one"
              error={faultAt(faults, "/environment")}
              {...register("environment")}
            />
          </SimpleGrid>
        </div>
        {patterns("allowed", "Only these models", "* stands for any characters; empty: any model", "/allowed_models")}
        {patterns("denied", "Never these models", "Also where they are allowed above", "/denied_models")}
        <Checkbox
          label="Pinned versions only"
          description="gpt-4o-2024-08-06, not gpt-4o or gpt-4o-latest"
          {...register("pinned")}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label="Most tokens a request"
            description="Input and output together; empty: any"
            inputMode="numeric"
            error={errors.tokens?.message ?? faultAt(faults, "/max_tokens_per_request")}
            {...register("tokens", { validate: number(/^[1-9]\d{0,8}$/, "A whole number such as 100000") })}
          />
          <TextInput
            label="Highest cost a request"
            description="In US dollars; empty: any"
            inputMode="decimal"
            error={errors.cost?.message ?? faultAt(faults, "/max_cost_usd_per_request")}
            {...register("cost", { validate: number(/^\d{1,9}(\.\d{1,18})?$/, "A number such as 0.50") })}
          />
        </SimpleGrid>
        <Controller
          control={control}
          name="onAsk"
          render={({ field }) => (
            <Radio.Group label="A call that asks first and violates it is" value={field.value} onChange={field.onChange}>
              <Group mt={6}>
                <Radio value="deny" label="denied" />
                <Radio value="warn" label="warned" />
              </Group>
            </Radio.Group>
          )}
        />
        <Textarea label="Note" autosize minRows={1} error={faultAt(faults, "/note")} {...register("note")} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={saving}>
            {policy ? "Save the changes" : "Make the policy"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
