import { getSystemErrorMap } from "node:util";

/** What to do about what the machine refuses, by the code of the system. */
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "Make room on the disk.",
  EDQUOT: "Make room in your quota of the disk.",
  EFBIG: "Raise the limit of the size of files.",
  EROFS: "Use a folder that can be written.",
  EACCES: "Check the permissions.",
  EPERM: "Check the permissions.",
  ENOTDIR: "Check the path: a part of it is a file.",
  EISDIR: "Check the path: it is a folder.",
  EEXIST: "Check the path.",
  ENOENT: "Check the path.",
  EMFILE: "Raise the limit of open files, e.g. `ulimit -n 4096`.",
  ENFILE: "Close other programs.",
  ENOMEM: "Close other programs, or use smaller data or a smaller model.",
  EAGAIN: "Close other programs, or use fewer --workers.",
};

/** One line for what the machine refuses: a full disk, a missing permission, no memory. Null for any other error. */
export function systemErrorText(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (isOutOfMemory(error))
    return `memory: expected enough for this run, got none (${error.message}). Use smaller data, a smaller model or a smaller batch.`;
  const { code, errno, syscall, path: asked, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  // A file that is written whole gets its name last.
  const path = (dest ?? asked)?.replace(/[/\\]tmp-\d+-[0-9a-f-]{36}$/, "").replace(/\.\d+\.tmp$/, "");
  if (code === undefined || syscall === undefined) return null;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
  return `${path ?? (syscall === "write" ? "writing a file" : syscall)}: ${known ?? error.message} (${code}).${remedies[code] ? ` ${remedies[code]}` : ""}`;
}

function isOutOfMemory(error: Error): boolean {
  return (
    (error instanceof RangeError &&
      /allocation failed|invalid (typed )?array( buffer)? length|invalid string length|wasm memory/i.test(error.message)) ||
    /\bOOM\b|out of memory/i.test(error.message)
  );
}
