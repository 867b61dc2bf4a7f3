import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "@evenkeel/core";
import { binaryKind } from "./file-kind.js";

/** The bytes of a file that a setting names. */
export function readSource(component: string, setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError(
      `${component}: expected a file at \`${setting}\`, got ${resolve(path)}: ${reasonOf(error as NodeJS.ErrnoException, path)}. Check the path; it is relative to the folder the command runs in.`,
      { cause: error },
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  ENOTDIR: "there is none",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
  EPERM: "it may not be read",
};

function reasonOf({ code = "", message }: NodeJS.ErrnoException, path: string): string {
  if (code === "ERR_FS_FILE_TOO_LARGE") return `it has ${gigabytes(statSync(path).size)} GB, and up to 2 GB can be read`;
  return reasons[code] ?? message;
}

/** More characters than these are no string. */
const longestText = 2 ** 29 - 24;

/** UTF-8 with or without a byte-order mark. */
export function decodeText(component: string, path: string, bytes: Uint8Array): string {
  const other = binaryKind(bytes);
  if (other) throw new UserError(`${component}: expected ${path} to be text, got what seems to be ${other.kind}. ${other.cure}.`);
  if (bytes.length > longestText)
    throw new UserError(
      `${component}: expected up to 0.5 GB of text in ${path}, got ${gigabytes(bytes.length)} GB. Write the numbers with np.savez and read them with \`dataset=npz\`.`,
    );
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(
      `${component}: expected ${path} in UTF-8, got bytes that are not${firstOtherLine(bytes)}. Save it as UTF-8, e.g. iconv -f LATIN1 -t UTF-8 FILE.`,
      { cause: error },
    );
  }
}

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

/** No byte of a longer UTF-8 character is a line end, so that lines can be decoded one by one. */
function firstOtherLine(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return `, first in line ${line}`;
    }
    start = end < 0 ? bytes.length : end + 1;
  }
  return "";
}
