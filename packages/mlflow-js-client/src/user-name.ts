import { userInfo } from "node:os";

/** Who runs this process; undefined for a user id that the system has no name for, as in many containers. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
