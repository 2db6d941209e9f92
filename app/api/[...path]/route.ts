import { problemResponse } from "@/app/define-route";
import { DomainError } from "@/lib/platform/errors";

/** What no other route answers: a problem document, not a page. */
async function unknown(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  return problemResponse(
    new DomainError("not_found", `There is nothing at ${pathname}. The addresses are in /api/v1/openapi.json.`),
    request,
  );
}

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
