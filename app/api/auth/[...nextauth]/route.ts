import { problemResponse } from "@/app/define-route";
import { handleSignIn } from "@/lib/access/sign-in";

async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    return await handleSignIn(request, (await context.params).nextauth);
  } catch (error) {
    return problemResponse(error, request);
  }
}

export { handle as GET, handle as POST };
