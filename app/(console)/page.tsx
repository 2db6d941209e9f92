import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { firstAnswers } from "./first-answers";
import { Overview } from "./overview";

export const metadata: Metadata = { title: "Overview" };

interface OverviewPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OverviewPage({ searchParams }: OverviewPageProps) {
  return (
    <HydrationBoundary state={await firstAnswers(await searchParams)}>
      <Overview />
    </HydrationBoundary>
  );
}
