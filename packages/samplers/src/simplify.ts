import { catalogs } from "./components.gen.js";

/** The parts of a pairing as config names them. */
export interface PairingConfig {
  readonly partner: { readonly name: string };
  readonly label: { readonly name: string };
}

/** The simplest label rule that makes the same rows, and why. */
export interface Simplified {
  readonly label: { readonly name: string };
  readonly because: string;
}

const none = () => ({}) as never;
/** The label rule of the anchor's class. */
const simplest = catalogs.label.names.find((name) => catalogs.label.get(name).declares({}, none).isAnchorClass)!;

/**
 * Parts that cannot interact: with partners of the anchor's class every label rule gives that class, so the pairing equals the
 * one with hard labels and need not be run twice. Null if the parts are already in their simplest form.
 */
export function simplify({ partner, label }: PairingConfig): Simplified | null {
  const { isSameClass } = catalogs.partner.get(partner.name).declares(partner, none);
  if (!isSameClass || label.name === simplest) return null;
  return {
    label: { name: simplest },
    because: `${partner.name} partners are of the anchor's class, so label=${label.name} equals label=${simplest}`,
  };
}
