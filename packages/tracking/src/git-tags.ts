import { type Tags, withoutCredentials } from "mlflow-js-client";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Commit, branch, remote address and whether files differ from the commit, under MLflow's names; `{}` outside a repository
 * or without git. Credentials in the remote address are left out.
 */
export async function gitTags(folder: string = process.cwd()): Promise<Tags> {
  const git = async (...args: readonly string[]): Promise<string> => (await run("git", ["-C", folder, ...args])).stdout.trim();
  try {
    const commit = await git("rev-parse", "HEAD");
    const branch = await git("rev-parse", "--abbrev-ref", "HEAD");
    const changes = await git("status", "--porcelain");
    const remote = await git("remote", "get-url", "origin").catch(() => "");
    return {
      "mlflow.source.git.commit": commit,
      "mlflow.source.git.branch": branch,
      "mlflow.source.git.dirty": String(changes !== ""),
      ...(remote === "" ? {} : { "mlflow.source.git.repoURL": withoutCredentials(remote) }),
    };
  } catch {
    return {};
  }
}
