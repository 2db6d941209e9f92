/** What an error of a database connection means to the person who set DATABASE_URL. */
export interface DatabaseFailure {
  sentence: string;
  /** Waiting may help: the server is away or starting. */
  mayPass: boolean;
}

/** Host, port and database of a URL, never its password. */
export function describeDatabase(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname || "localhost"}:${port || 5432}${pathname}`;
  } catch {
    return "in DATABASE_URL";
  }
}

export function databaseFailure(error: unknown, url: string): DatabaseFailure {
  const where = describeDatabase(url);
  const code = (error as { code?: string }).code ?? "";
  const text = error instanceof Error ? error.message || code : String(error);
  const final = (sentence: string) => ({ sentence, mayPass: false });
  switch (code) {
    case "28P01":
    case "28000":
      return final(`The database ${where} refused the user or password of DATABASE_URL (${text}).`);
    case "3D000":
      return final(`The database ${where} does not exist: create it (CREATE DATABASE), or correct DATABASE_URL.`);
    case "42501":
      return final(
        `The user of DATABASE_URL may not make tables in ${where} (${text}); grant CREATE on the database and on its schema public.`,
      );
    case "25006":
      return final(`The database ${where} is read-only (a standby?): DATABASE_URL must name the primary.`);
    case "53100":
      return final(`The disk of the database ${where} is full; free some space and start again. Nothing was lost.`);
    case "XX001":
    case "XX002":
    case "58P01":
      return final(`The data of the database ${where} are damaged (${text}); restore a backup. Nothing was changed.`);
  }
  if (/SSL|certificate/i.test(text))
    return final(`The database ${where} and DATABASE_URL disagree on TLS (${text}); see sslmode.`);
  if (code.startsWith("28") || code.startsWith("42")) return final(`The database ${where} refused: ${text}.`);
  return {
    sentence: `The database ${where} does not answer (${text || "no connection"}); start it, or correct DATABASE_URL.`,
    mayPass: true,
  };
}
