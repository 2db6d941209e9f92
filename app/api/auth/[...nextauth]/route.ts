import { problemResponse } from "@/app/define-route";
import { handleSignIn } from "@/lib/access/sign-in";
import { apiHeaders } from "@/lib/platform/http/security-headers";

async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    const answer = await handleSignIn(request, (await context.params).nextauth);
    for (const [name, value] of Object.entries(apiHeaders(request.headers))) answer.headers.set(name, value);
    return answer;
  } catch (error) {
    return problemResponse(error, request);
  }
}

export { handle as GET, handle as POST };
