/** A word for sh, bash and zsh that stands for itself. */
export function quoteSh(text: string): string {
  return /^[\w./:=@+-]+$/.test(text) ? text : quoteShAlways(text);
}

/** The same in quotes, whatever it holds. */
export function quoteShAlways(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word for fish that stands for itself: there a backslash escapes inside single quotes too. */
export function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A command of a crontab: an unescaped percent sign would end the command there. */
export function escapeCron(command: string): string {
  return command.replaceAll('%', '\\%');
}

/** Text in a systemd unit, where a percent sign begins a specifier. */
export function escapeUnit(text: string): string {
  return text.replaceAll('%', '%%');
}

/** One word of a value in a systemd unit that is a list of words. */
export function quoteUnit(word: string): string {
  const escaped = escapeUnit(word).replace(/["\\]/g, '\\$&');
  return /^[\w./:=@+%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** A word of `ExecStart=` after the first one, where a dollar sign begins a variable. */
export function quoteExec(word: string): string {
  return quoteUnit(word.replaceAll('$', '$$$$'));
}

/** A YAML string: JSON's are a part of YAML's. */
export function quoteYaml(text: string): string {
  return JSON.stringify(text);
}

/** A string where the reader of the YAML replaces `$NAME` (Compose) or `$(NAME)` (Kubernetes). */
export function quoteYamlDollars(text: string): string {
  return quoteYaml(escapeDollars(text));
}

export function escapeDollars(text: string): string {
  return text.replaceAll('$', '$$$$');
}
