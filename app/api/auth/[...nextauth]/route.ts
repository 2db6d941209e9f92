import { randomUUID } from "node:crypto";
import { handleSignIn } from "@/lib/access/sign-in";
import { problemAnswer } from "@/lib/platform/http/problem";

async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    return await handleSignIn(request, (await context.params).nextauth);
  } catch (error) {
    const answer = problemAnswer(error, randomUUID());
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  }
}

export { handle as GET, handle as POST };
