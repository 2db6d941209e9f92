import { Box } from "@mantine/core";
import { Fragment, type ReactNode } from "react";

/** Names and values, one a line; those without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Box
      component="dl"
      m={0}
      fz="sm"
      className="tabular"
      style={{ display: "grid", gridTemplateColumns: "minmax(110px, 34%) 1fr", rowGap: 6, columnGap: 12 }}
    >
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <Fragment key={name}>
            <Box component="dt" c="dimmed">
              {name}
            </Box>
            <Box component="dd" m={0} className="wrap-anywhere">
              {value}
            </Box>
          </Fragment>
        ))}
    </Box>
  );
}
