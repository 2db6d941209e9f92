import { Anchor, Group, type GroupProps } from "@mantine/core";
import Link from "next/link";
import { valueLabel } from "@/components/filters/dimensions";
import type { LiveDimension } from "@/lib/spend/live/choices";

export interface BurnerLinks {
  /** Looks at this value alone. */
  only: (value: string) => string;
  requests: (value: string) => string;
  compare: (value: string) => string;
  /** Null for who may not stop calls. */
  stop: ((value: string) => string) | null;
  /** Null where the value is no key of the inventory. */
  rotate: (value: string) => string | null;
}

interface BurnerActsProps extends Pick<GroupProps, "hiddenFrom" | "wrap"> {
  by: LiveDimension;
  value: string;
  links: BurnerLinks;
}

/** What can be done about one that burns; the stop first. */
export function BurnerActs({ by, value, links, ...rest }: BurnerActsProps) {
  const name = valueLabel(by, value);
  const acts = [
    { label: "Stop", describes: `Stop ${name}`, href: links.stop?.(value) ?? null, isStop: true },
    { label: "Requests", describes: `Requests of ${name}`, href: links.requests(value), isStop: false },
    { label: "Compare", describes: `Compare ${name}`, href: links.compare(value), isStop: false },
    { label: "Rotate", describes: `Rotate ${name}`, href: links.rotate(value), isStop: false },
  ];
  return (
    <Group gap={10} {...rest}>
      {acts.map(({ label, describes, href, isStop }) =>
        href === null ? null : (
          <Anchor
            key={label}
            component={Link}
            href={href}
            inherit
            aria-label={describes}
            {...(isStop ? { fw: 600, c: "var(--cw-rise)" } : {})}
          >
            {label}
          </Anchor>
        ),
      )}
    </Group>
  );
}
