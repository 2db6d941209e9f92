import type { Metadata } from "next";
import { Routes } from "./routes";

export const metadata: Metadata = { title: "Alert routes" };

export default function RoutesPage() {
  return <Routes />;
}
