import type { Metadata } from "next";
import { Directory } from "./directory";

export const metadata: Metadata = { title: "Directory" };

export default function DirectoryPage() {
  return <Directory />;
}
