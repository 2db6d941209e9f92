import { Anchor } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

/** A link within the product, in the size of the text around it. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor component={Link} href={href} inherit className="wrap-anywhere">
      {children}
    </Anchor>
  );
}
