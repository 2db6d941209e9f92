/**
 * Whether a model's name says which version answers, now and tomorrow:
 * - a date: gpt-4o-2024-08-06, claude-sonnet-4-5-20250929, anthropic.claude-3-5-sonnet-20241022-v2:0, claude-opus-4@20250514
 * - month and day as some makers write them: gpt-4-0613, gpt-3.5-turbo-1106, gemini-2.5-pro-preview-05-06, mistral-large-2411
 * - a numbered release: gemini-2.0-flash-001, gemini-1.5-pro-002
 * An alias moves to another version at its maker's choice: gpt-4o, gpt-4o-latest, claude-sonnet-4-5.
 */
export function isPinned(model: string): boolean {
  // Bedrock's revision, Vertex's and OpenRouter's variants stand behind the version.
  const name = model.toLowerCase().replace(/(-v\d+)?(:[\w-]+)?$/, "");
  if (/latest/.test(name)) return false;
  return FULL_DATE.test(name) || SHORT_DATE.test(name) || RELEASE.test(name);
}

const FULL_DATE = /(?:^|[-@_.:])20\d{2}(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:$|[-@_.:])/;
/** MMDD, YYMM or MM-DD at the end. */
const SHORT_DATE = /[-@](?:(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])|2\d(?:0[1-9]|1[0-2]))$/;
const RELEASE = /[-@]00\d$/;
