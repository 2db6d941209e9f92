import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";

interface SortButtonProps {
  label: string;
  direction: "ascending" | "descending" | null;
  onClick: () => void;
}

/** A column's name that sorts by it. The cell around it says the order to those who hear it. */
export function SortButton({ label, direction, onClick }: SortButtonProps) {
  const Icon = direction === "ascending" ? IconArrowUp : direction === "descending" ? IconArrowDown : IconArrowsSort;
  return (
    <UnstyledButton
      onClick={onClick}
      style={{ display: "inline-flex", alignItems: "center", gap: 4, fontWeight: "inherit", fontSize: "inherit" }}
    >
      {label}
      <Icon size={14} aria-hidden style={{ opacity: direction ? 1 : 0.45, flex: "none" }} />
    </UnstyledButton>
  );
}
