"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

interface TextLinkProps {
  href: string;
  children: ReactNode;
  /** Within a sentence a link must be told from its words by more than colour. */
  underline?: boolean;
}

/** A link within the product, in the size of the text around it. */
export function TextLink({ href, children, underline = false }: TextLinkProps) {
  return (
    <Anchor component={Link} href={href} inherit className="wrap-anywhere" underline={underline ? "always" : "hover"}>
      {children}
    </Anchor>
  );
}
