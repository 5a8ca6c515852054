/**
 * The panel of host calls under a console: the last of them, chosen by
 * function or by text; one that is pressed shows its values, its times and
 * the memory it read or wrote.
 *
 * It draws only while somebody looks, once a frame, and never more rows than
 * a page can carry: a program calls its host faster than anybody reads.
 */

import { fill } from '../strings.ts';
import { callsJson, callsText, createCallLog } from './calllog.ts';
import { memoryRows, milliseconds } from './calllog.ts';
import type { Call, CallLog } from './calllog.ts';
import { download, make } from './make.ts';
import type { Parts } from './parts.ts';
import type { TraceLine } from './protocol.ts';
import type { Words } from './strings.ts';

/** Rows that are drawn, the last ones. */
const most = 1000;

/** The list, as the console uses it. */
export type Calls = {
  add(lines: readonly TraceLine[]): void;
  clear(): void;
};

/** The panel and what it has drawn. */
type Panel = {
  readonly parts: Parts;
  readonly t: Words;
  readonly log: CallLog;
  /** The call of each row that is drawn. */
  readonly rows: Map<Element, Call>;
  /** The place of the last call that is drawn. */
  drawn: number;
  chosen: Element | undefined;
  due: boolean;
};

/** Takes over the panel. */
export function createCalls(parts: Parts, t: Words): Calls {
  const panel: Panel = {
    ...{ parts, t, log: createCallLog(), rows: new Map() },
    ...{ drawn: 0, chosen: undefined, due: false },
  };
  const again = (): void => {
    empty(panel);
    draw(panel);
  };
  parts.trace.addEventListener('toggle', () => draw(panel));
  parts.traceName.addEventListener('change', again);
  parts.traceSearch.addEventListener('input', again);
  listenToExport(panel);
  listenToRows(panel);
  return {
    add(lines) {
      panel.log.add(lines);
      soon(panel);
    },
    clear() {
      panel.log.clear();
      parts.traceName.length = 1;
      again();
    },
  };
}

const wanted = ({ log, parts }: Panel): readonly Call[] =>
  log.wanted({
    name: parts.traceName.value,
    text: parts.traceSearch.value.trim(),
  });

/** Draws at the next frame, however often it is told. */
function soon(panel: Panel): void {
  if (panel.due) return;
  panel.due = true;
  const later = document.hidden ? setTimeout : requestAnimationFrame;
  later(() => {
    panel.due = false;
    draw(panel);
  });
}

function draw(panel: Panel): void {
  const { parts, log, rows } = panel;
  const total = log.total();
  parts.traceCount.textContent = total > 0 ? String(total) : '';
  if (!parts.trace.open) return;
  offerNames(panel);
  const calls = wanted(panel);
  const fresh = calls.slice(-most).filter(({ place }) => place > panel.drawn);
  const list = parts.traceLines;
  const atEnd = list.scrollTop + list.clientHeight > list.scrollHeight - 40;
  list.append(...fresh.map((call) => rowOf(panel, call)));
  for (const row of Array.from(list.children).slice(0, -most)) {
    rows.delete(row);
    row.remove();
  }
  // Who has scrolled back is left there.
  if (atEnd) list.scrollTop = list.scrollHeight;
  panel.drawn = total;
  parts.traceNote.textContent = noteOf(panel, calls.length);
}

/** What is not in the list is said above it. */
function noteOf({ t, log, rows }: Panel, found: number): string {
  const [total, kept] = [log.total(), log.kept()];
  if (total === 0) return t.traceEmpty;
  if (rows.size === total) return '';
  const values = { count: rows.size, found, total, dropped: total - kept };
  const text = fill(t.traceShown, values);
  return total > kept ? `${text} ${fill(t.traceDropped, values)}` : text;
}

/** The functions that there are to choose from. */
function offerNames({ parts, log }: Panel): void {
  const { options } = parts.traceName;
  const known = new Set(Array.from(options, ({ value }) => value));
  for (const name of log.names())
    if (!known.has(name)) parts.traceName.add(new Option(name, name));
}

function rowOf({ rows }: Panel, call: Call): HTMLLIElement {
  const { number, text, failed, program } = call.line;
  const row = make('li', {
    value: number,
    textContent: program === undefined ? text : `[${program}] ${text}`,
    className: failed ? 'failed' : '',
    attributes: { role: 'option', 'aria-selected': 'false' },
  });
  rows.set(row, call);
  return row;
}

function empty(panel: Panel): void {
  panel.rows.clear();
  panel.drawn = 0;
  panel.parts.traceLines.replaceChildren();
  choose(panel, undefined);
}

/** Text and JSON hold all calls that are wanted, not only those that are drawn. */
function listenToExport(panel: Panel): void {
  const { parts, t } = panel;
  const utf8 = new TextEncoder();
  const gives = (does: () => void) => () => {
    // Recorded calls are in the page and nowhere else.
    if (panel.log.total() > 0) does();
    else parts.status.textContent = parts.traceNote.textContent = t.traceEmpty;
  };
  parts.traceText.addEventListener(
    'click',
    gives(() => download('calls.txt', utf8.encode(callsText(wanted(panel))))),
  );
  parts.traceJson.addEventListener(
    'click',
    gives(() => download('calls.jsonl', utf8.encode(callsJson(wanted(panel))))),
  );
  parts.traceCopy.addEventListener('click', () => {
    const shown = Array.from(
      parts.traceLines.children,
      (row) => `${row.textContent}\n`,
    );
    const kept = wanted(panel).map(({ line }) => `${line.text}\n`);
    const text = (kept.length > 0 ? kept : shown).join('');
    void navigator.clipboard.writeText(text).then(() => {
      parts.status.textContent = t.copied;
      parts.traceCopy.textContent = t.copied;
      setTimeout(() => (parts.traceCopy.textContent = t.copy), 2000);
    });
  });
}

/** How far the keys go in the list. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** A row is chosen by a press, or by the keys of every list. */
function listenToRows(panel: Panel): void {
  const list = panel.parts.traceLines;
  list.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('li') : null;
    if (row && panel.rows.has(row)) choose(panel, row);
  });
  list.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (step === undefined || panel.rows.size === 0) return;
    event.preventDefault();
    const rows = Array.from(list.children);
    const now = panel.chosen ? rows.indexOf(panel.chosen) : -1;
    const next = Math.min(rows.length - 1, Math.max(0, now + step));
    choose(panel, rows[next]);
  });
}

/** Shows all of one call below the list. */
function choose(panel: Panel, row: Element | undefined): void {
  const { parts, rows, t } = panel;
  panel.chosen?.setAttribute('aria-selected', 'false');
  panel.chosen?.removeAttribute('id');
  panel.chosen = row;
  const call = row && rows.get(row);
  parts.traceCall.hidden = !call;
  parts.traceCall.replaceChildren(...(call ? detail(call, t) : []));
  if (!row) return parts.traceLines.removeAttribute('aria-activedescendant');
  row.id = `${parts.traceLines.id || 'call'}-chosen`;
  row.setAttribute('aria-selected', 'true');
  parts.traceLines.setAttribute('aria-activedescendant', row.id);
  row.scrollIntoView({ block: 'nearest' });
}

/** A call in full: its values by name, its times, its bytes. */
function detail({ line: { text, record } }: Call, t: Words): Node[] {
  if (!record) return [make('p', { textContent: text })];
  const pair = (name: string, value: string): Node =>
    make(
      'div',
      {},
      make('dt', { textContent: name }),
      make('dd', { textContent: value }),
    );
  const items = [...record.args, ...record.results];
  const list = make(
    'dl',
    {},
    ...items.map((item) => pair(`${item.name}: ${item.type}`, item.text)),
    pair('errno', record.errno ?? '–'),
    pair(t.traceBegan, `${milliseconds(record.time)} ms`),
    pair(t.traceTook, `${milliseconds(record.took)} ms`),
  );
  const name = make('p', {
    className: 'console-call-name',
    textContent: record.name,
  });
  return [name, list, ...memory(record.bytes, record.at, t)];
}

/** The bytes that a call read or wrote, where they lie in the program's memory. */
function memory(
  bytes: Uint8Array | undefined,
  at: number | undefined,
  t: Words,
): Node[] {
  if (!bytes || bytes.length === 0) return [];
  const label = fill(t.traceBytes, { count: bytes.length });
  const rows = memoryRows(bytes, at ?? 0).map((row) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row', textContent: row.at }),
      make('td', { textContent: row.hex }),
      make('td', { textContent: row.text }),
    ),
  );
  const table = make(
    'table',
    {},
    make('caption', { textContent: label }),
    make('tbody', {}, ...rows),
  );
  const place = make(
    'div',
    {
      className: 'console-memory',
      tabIndex: 0,
      attributes: { role: 'group', 'aria-label': label },
    },
    table,
  );
  return [place];
}
