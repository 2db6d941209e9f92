"use client";

import { MultiSelect, NativeSelect, SimpleGrid, Switch, TagsInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Fault, faultAt } from "@/components/ui/fault";
import { type Condition, type ConditionField, kindOf } from "./condition-kinds";

interface ConditionFieldsProps {
  condition: Condition;
  readOnly: boolean;
  faults: readonly Fault[];
  onChange: (condition: Condition) => void;
}

/** The numbers and choices of a condition, whatever its kind; a number that is none yet is NaN in it. */
export function ConditionFields({ condition, readOnly, faults, onChange }: ConditionFieldsProps) {
  const fields = kindOf(condition)?.fields ?? [];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={condition[field.name]}
          readOnly={readOnly}
          fault={faultAt(faults, `/condition/${field.name}`)}
          onValue={(value) => onChange({ ...condition, [field.name]: value })}
        />
      ))}
    </SimpleGrid>
  );
}

interface FieldProps {
  field: ConditionField;
  value: unknown;
  readOnly: boolean;
  fault: string | undefined;
  onValue: (value: unknown) => void;
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function Field({ field, value, readOnly, fault, onValue }: FieldProps) {
  const common = { label: field.label, description: field.hint, error: fault };
  switch (field.as) {
    case "choice":
      return (
        <NativeSelect
          {...common}
          disabled={readOnly}
          value={String(value)}
          data={[...field.options]}
          onChange={({ currentTarget }) => onValue(field.isNumber ? Number(currentTarget.value) : currentTarget.value)}
        />
      );
    case "choices":
      return <MultiSelect {...common} disabled={readOnly} value={listOf(value)} data={[...field.options]} onChange={onValue} />;
    case "switch":
      return (
        <Switch
          label={field.label}
          mt="xl"
          disabled={readOnly}
          checked={value === true}
          onChange={({ currentTarget: { checked } }) => onValue(checked)}
        />
      );
    case "names":
      return (
        <TagsInput
          {...common}
          disabled={readOnly}
          placeholder={listOf(value).length === 0 ? "every one" : ""}
          value={listOf(value)}
          acceptValueOnBlur
          onChange={(names) => onValue(names.length > 0 ? names : null)}
        />
      );
    default:
      return <NumberField field={field} value={value} readOnly={readOnly} fault={fault} onValue={onValue} />;
  }
}

/** 0.07 as 7, without the tail that floats have. */
const scaled = (value: number, by: number) => Number((value * by).toPrecision(12));

function NumberField({ field, value, readOnly, fault, onValue }: FieldProps & { field: { as: "number" | "percent" } }) {
  const by = field.as === "percent" ? 100 : 1;
  const [text, setText] = useState(typeof value === "number" ? String(scaled(value, by)) : "");
  const empty = "empty" in field && typeof field.empty === "string" ? field.empty : null;
  const numberOf = (typed: string): number | null => {
    const plain = typed.replaceAll(",", "").trim();
    if (plain === "") return empty === null ? Number.NaN : null;
    return scaled(Number(plain), 1 / by);
  };
  return (
    <TextInput
      label={field.label}
      description={field.hint}
      placeholder={empty ?? undefined}
      inputMode="decimal"
      readOnly={readOnly}
      value={text}
      error={fault ?? (Number.isNaN(numberOf(text)) ? "A number" : undefined)}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        onValue(numberOf(currentTarget.value));
      }}
    />
  );
}
