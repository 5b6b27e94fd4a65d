import { useEffect, useRef, useState } from 'preact/hooks';

/** Nothing is asked while somebody is typing. */
const TYPING_MS = 200;

interface Props {
  readonly input: { current: HTMLInputElement | null };
  readonly find: string;
  /** What can be found by it. */
  readonly what: string;
  change(text: string): void;
}

/** Where somebody types what is to be found. */
export function Find({ input, find, what, change }: Props) {
  const [text, setText] = useState(find);
  const changed = useRef(change);
  changed.current = change;
  // What comes back of what was typed does not take the place of what has been typed since.
  const told = useRef(find);
  useEffect(() => {
    if (find !== told.current) setText(find);
    told.current = find;
  }, [find]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === find) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      changed.current(wanted);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, find]);
  return (
    <label class="find">
      <span class="unseen">{what}</span>
      <input
        ref={input}
        type="search"
        placeholder={what}
        value={text}
        maxLength={200}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </label>
  );
}
