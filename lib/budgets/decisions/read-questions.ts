import { DomainError } from "@/lib/platform/errors";
import { invalidInput } from "@/lib/platform/http/invalid";
import { batch, MOST_QUESTIONS, type Question, question, questions } from "./contract";
import { readPlainQuestion } from "./read-plain-question";

export interface Asked {
  questions: Question[];
  /** Asked as a list: answered as one, also when it holds one question. */
  many: boolean;
  /** The pointer to the list. */
  under: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All of a list, where none takes a closer look. */
function readPlainList(list: unknown): Question[] | null {
  if (!Array.isArray(list) || list.length === 0 || list.length > MOST_QUESTIONS) return null;
  const read: Question[] = [];
  for (const each of list) {
    const plain = isRecord(each) ? readPlainQuestion(each) : null;
    if (plain === null) return null;
    read.push(plain);
  }
  return read;
}

/**
 * One question, an array of them, or {questions}. Nothing is answered unless all can be.
 * @throws validation_failed, naming each field that is wrong
 */
export function readQuestions(body: unknown): Asked {
  if (Array.isArray(body)) {
    const plain = readPlainList(body);
    if (plain) return { questions: plain, many: true, under: "" };
    const parsed = questions.safeParse(body);
    if (parsed.success) return { questions: parsed.data, many: true, under: "" };
    throw invalidInput(parsed.error);
  }
  if (isRecord(body) && "questions" in body) {
    const parsed = batch.safeParse(body);
    if (parsed.success) return { questions: parsed.data.questions, many: true, under: "/questions" };
    throw invalidInput(parsed.error);
  }
  if (!isRecord(body))
    throw new DomainError("validation_failed", "The body must be a question, an array of questions, or {questions}.", {
      errors: [{ pointer: "", detail: "must be a question, an array of questions, or {questions}" }],
    });
  const plain = readPlainQuestion(body);
  if (plain) return { questions: [plain], many: false, under: "" };
  const parsed = question.safeParse(body);
  if (parsed.success) return { questions: [parsed.data], many: false, under: "" };
  throw invalidInput(parsed.error);
}
