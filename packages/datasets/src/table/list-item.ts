/** A column's name as it stands in a list on the command line: quoted where it would be read as something else. */
export function listItem(name: string): string {
  const isPlain = /^[A-Za-z_][\w .-]*$/.test(name) && !/^(null|true|false|inf|infinity|nan)$/i.test(name);
  return isPlain || /^(0|[1-9]\d*)$/.test(name) ? name : `'${name.replaceAll("'", "\\'")}'`;
}
