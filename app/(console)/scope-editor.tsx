"use client";

import { useMemo } from "react";
import { BASE_DIMENSIONS } from "@/components/filters/dimensions";
import { useConsole } from "../hooks/use-console";
import { Filters } from "./filters";

interface ScopeEditorProps {
  scope: Readonly<Record<string, readonly string[]>>;
  /** Which are offered; otherwise all that usage is grouped by, tags too. */
  dimensions?: readonly string[];
  onChange: (scope: Record<string, string[]>) => void;
}

/** Chooses dimensions and their values for what is being made; the address has no part in it. */
export function ScopeEditor({ scope, dimensions: offered, onChange }: ScopeEditorProps) {
  const { organisation } = useConsole();
  const dimensions = useMemo(
    () => [
      ...new Set([...(offered ?? [...BASE_DIMENSIONS, ...organisation.tags.map((tag) => `tag:${tag}`)]), ...Object.keys(scope)]),
    ],
    [organisation.tags, scope, offered],
  );
  const setFilter = (dimension: string, values: readonly string[]) => {
    const { [dimension]: _before, ...others } = scope;
    const kept = Object.fromEntries(Object.entries(others).map(([name, given]) => [name, [...given]]));
    onChange(values.length > 0 ? { ...kept, [dimension]: [...values] } : kept);
  };
  return <Filters state={{ dimensions, filters: scope, setFilter, clear: () => onChange({}) }} label="Choose what for" />;
}
