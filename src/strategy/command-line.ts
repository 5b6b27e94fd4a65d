/**
 * The words of a command line: blanks separate, single and double quotes hold together, a backslash keeps a quote, a
 * blank or a backslash as it is (not within single quotes; elsewhere it stands for itself, as in Windows paths).
 * Nothing else of a shell: no variables, globs, pipes.
 */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '\\' && quote !== "'" && /["'\\\s]/.test(line.charAt(i + 1)))
      word = (word ?? '') + line.charAt(++i);
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (quote === '' && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}
