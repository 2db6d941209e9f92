const BRAND = Symbol.for("costwarden.StartFailure");

/**
 * Why this process cannot run here: the message is one sentence for the person who started it, and
 * says what to do. Printed without a stack trace, exit code 1.
 */
export class StartFailure extends Error {
  readonly [BRAND] = true;
}

export function isStartFailure(error: unknown): error is StartFailure {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** The sentence for an error of the file system at a path; null when the error is not one of these. */
export function diskFailure(error: unknown, where: string): StartFailure | null {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  const text = error instanceof Error ? error.message : String(error);
  return diskSentence(`${code} ${text}`, where);
}

/** The same for what a program printed about itself. */
export function diskSentence(text: string, where: string): StartFailure | null {
  if (/ENOSPC|EDQUOT|no space left|disk quota exceeded/i.test(text)) {
    return new StartFailure(`The disk that holds ${where} is full; free some space and start again. Nothing was lost.`);
  }
  if (/EROFS|read-only file system/i.test(text)) {
    return new StartFailure(
      `${where} lies on a read-only disk; make it writable or set COSTWARDEN_DATA_DIR to a folder that is.`,
    );
  }
  if (/EACCES|EPERM|permission denied|operation not permitted/i.test(text)) {
    return new StartFailure(
      `${where} cannot be read and written by this user; change its owner or set COSTWARDEN_DATA_DIR to a folder of this user.`,
    );
  }
  if (/ENOENT.* mkdir /.test(text))
    return new StartFailure(`${where} cannot be made there; set COSTWARDEN_DATA_DIR to another folder.`);
  if (/ENOTDIR|EEXIST/.test(text)) return new StartFailure(`${where} is not a folder; set COSTWARDEN_DATA_DIR to one.`);
  return null;
}
