"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { resolveVariables, theme } from "@/components/shell/theme";
import { useEndOfEarlyClicks } from "./early-clicks";
import { isApiError } from "./hooks/api";

/** A problem the server explained is not mended by asking again; a network or server fault may be. */
function worthRetrying(failures: number, error: Error): boolean {
  if (isApiError(error) && error.status < 500) return false;
  return failures < 2;
}

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  useEndOfEarlyClicks();
  const [client] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 2_000, refetchOnWindowFocus: true } } }),
  );
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      {...(nonce ? { getStyleNonce: () => nonce } : {})}
    >
      <QueryClientProvider client={client}>
        <NuqsAdapter>{children}</NuqsAdapter>
      </QueryClientProvider>
      <Notifications position="bottom-right" />
    </MantineProvider>
  );
}
