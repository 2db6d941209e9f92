export { POST } from "@/app/ingest/route";
