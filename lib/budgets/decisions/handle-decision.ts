import { authenticateBearer, holdsScope, reachOf, rememberedBearer, type TokenPrincipal } from "@/lib/access/service";
import { DomainError } from "@/lib/platform/errors";
import { type Answer, problemAnswer } from "@/lib/platform/http/problem";
import { answerQuestions } from "./answer-questions";
import { databaseIsAway } from "./pulse";
import { readQuestions } from "./read-questions";
import { areDecisionsStarted, startDecisions } from "./start";

/** A request as the front door hands it over. */
export interface DecisionRequest {
  authorization: string;
  contentLength: string | undefined;
  /** Reads the body, up to a limit in bytes. @throws DomainError "payload_too_large" */
  readBody(limitBytes: number): Promise<Buffer>;
  requestId: string;
}

const MOST_BYTES = 1024 * 1024;

function tooLarge(): DomainError {
  return new DomainError("payload_too_large", "The body may have at most 1 MiB.");
}

/** A token that was good when the database was last seen stays good while it is away: the answer goes on. */
function findToken(authorization: string, away: boolean): TokenPrincipal | null | Promise<TokenPrincipal | null> {
  return away ? rememberedBearer(authorization) : authenticateBearer(authorization);
}

function mayAsk(token: TokenPrincipal | null, away: boolean): TokenPrincipal {
  if (token === null && away)
    throw new DomainError("unavailable", "The database cannot be reached, and this token is not known here.", {
      retryAfterSeconds: 1,
    });
  if (token === null)
    throw new DomainError("unauthenticated", "The API token is unknown, revoked or expired. Send: Authorization: Bearer cw_...");
  if (holdsScope(token.scopes, "decisions:read")) return token;
  throw new DomainError("forbidden", `The token "${token.name}" does not have the scope decisions:read.`, {
    details: { required_scope: "decisions:read" },
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new DomainError("bad_request", body.length === 0 ? "The body is empty; send JSON." : "The body is not valid JSON.");
  }
}

/** Answers `POST /api/v1/decisions` of an API token at the front door. Never rejects. */
export async function handleDecision(request: DecisionRequest): Promise<Answer> {
  try {
    if (!areDecisionsStarted()) await startDecisions();
    const away = databaseIsAway();
    const found = findToken(request.authorization, away);
    const token = mayAsk(found instanceof Promise ? await found : found, away);
    if (Number(request.contentLength ?? 0) > MOST_BYTES) throw tooLarge();
    const asked = readQuestions(parseJson(await request.readBody(MOST_BYTES)));
    const answer = await answerQuestions(asked, token.defaultEnvironment, reachOf(token));
    return {
      status: 200,
      headers: { "content-type": "application/json", "x-request-id": request.requestId },
      body: JSON.stringify(answer),
    };
  } catch (error) {
    return problemAnswer(error, request.requestId);
  }
}
