declare const provides: unique symbol;

/** Names an injectable service and carries its type. */
export type Token<T> = symbol & { readonly [provides]?: T };

/** The token of a name: the same for the same name. */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`evenkeel/${name}`) as Token<T>;
}

/** The name that a token was made with. */
export function tokenName(of: Token<unknown>): string {
  return (of.description ?? "").replace(/^evenkeel\//, "");
}
