import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/* The keys of a page: whoever shows something says which keys it takes, and `?` lists those that work now. */

export interface Key {
  /** As `KeyboardEvent.key` has it, such as `ArrowRight`, `j` or ` `; with others that do the same. */
  readonly keys: readonly string[];
  /** What it does, for the list. */
  readonly does: string;
  act(): void;
}

/** Those that are shown, the latest last. */
const shown = new Set<{ readonly current: readonly Key[] }>();

/** Takes these keys while the component is shown. A later component's go before an earlier one's. */
export function useKeys(keys: readonly Key[]): void {
  const ref = useRef(keys);
  ref.current = keys;
  // Before anything is painted: what is seen takes its keys.
  useLayoutEffect(() => {
    shown.add(ref);
    return () => {
      shown.delete(ref);
    };
  }, []);
}

const SHOWN_AS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'space',
};

/** What is typed into. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea');
}

/** A key that a focused element acts on by itself. */
function isTaken({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === ' ' || key === 'Enter') return target.matches('button, a, summary');
  return key.startsWith('Arrow') && target.matches('input[type=range]');
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isField(event.target) || isTaken(event) || document.querySelector('dialog[open]')) return;
  const found = [...shown]
    .reverse()
    .flatMap(({ current }) => current)
    .find(({ keys }) => keys.includes(event.key));
  if (!found) return;
  event.preventDefault();
  found.act();
}

/** Listens to the keys of the page, and lists them. Once a page. */
export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [listed, list] = useState<readonly Key[]>([]);
  useLayoutEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  useKeys([
    {
      keys: ['?'],
      does: 'lists the keys',
      act: () => {
        list([...shown].flatMap(({ current }) => current));
        dialog.current?.showModal();
      },
    },
  ]);
  return (
    <dialog ref={dialog} class="card" aria-label="Keys">
      <form method="dialog" class="stack">
        <dl class="keys">
          {listed.map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{SHOWN_AS[key] ?? key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
