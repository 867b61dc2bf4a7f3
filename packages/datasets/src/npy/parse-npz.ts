import { parseNpyHeader } from "./parse-npy-header.js";
import { type NpyArray, parseNpy, promisedBytes } from "./parse-npy.js";
import { type ZipMember, zipMembers } from "./zip.js";

/** The arrays of a .npz file by name; each is read, and refused, when it is asked for. */
export interface NpzArrays {
  readonly names: readonly string[];
  /** @throws RangeError that says what is wrong. */
  read(name: string): NpyArray;
}

/** @throws RangeError if the archive itself is damaged or ambiguous. */
export function parseNpz(bytes: Uint8Array): NpzArrays {
  const members = new Map(
    [...zipMembers(bytes)].flatMap(([name, member]) => (name.endsWith(".npy") ? [[name.slice(0, -4), member] as const] : [])),
  );
  return {
    names: [...members.keys()],
    read(name) {
      const member = members.get(name);
      if (!member)
        throw new RangeError(
          `expected an array \`${name}\`, got ${[...members.keys()].map((known) => `\`${known}\``).join(", ") || "none"}`,
        );
      return parseNpy(contentOf(member));
    },
  };
}

/** Below this a member is read at once, so that its checksum speaks before its header does. */
const smallMember = 1 << 20;

/** Inflates only what the array's own header promises. */
function contentOf(member: ZipMember): Uint8Array {
  const whole = member.size <= smallMember ? member.read() : null;
  const promised = promisedBytes(parseNpyHeader(whole ?? member.head()));
  if (promised !== member.size) throw new RangeError(`expected ${promised} bytes in \`${member.name}\` by its header, got ${member.size}`);
  return whole ?? member.read();
}
